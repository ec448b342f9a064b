-- Lets nothing through that does more than stand there: no attribute but those that this document uses, no
-- address but of the web or of a page beside it. What an office wrote itself has none of its own: no id, no class
-- and no heading, by which it would pass for a part of the report, and no note, which would stand outside its box.

local KEPT = { "summary", "kind", "lang", "dir" }

local function plain(element)
  -- In a list: the keys of a table come in another order each time, and so would the page's bytes.
  local kept = {}
  for _, key in ipairs(KEPT) do
    local value = element.attributes[key]
    if value then kept[#kept + 1] = { key, value } end
  end
  element.attr = pandoc.Attr(element.identifier, element.classes, kept)
  return element
end

local function link(element)
  local target = element.target
  local beside = not target:match(":") and not target:match("^[/\\]")
  if target:match("^https?://") or beside then return plain(element) end
  return element.content
end

local own = {
  Div = function(div) return div.content end,
  Span = function(span) return span.content end,
  Header = function(header) return pandoc.Para({ pandoc.Strong(header.content) }) end,
  Code = function(code) return pandoc.Code(code.text) end,
  CodeBlock = function(code) return pandoc.CodeBlock(code.text) end,
  Image = function(image) return image.caption end,
  Link = function(made)
    made.attr = pandoc.Attr()
    return link(made)
  end,
  Table = function(made)
    made.attr = pandoc.Attr()
    return made
  end,
  Note = function(note)
    local words = pandoc.utils.blocks_to_inlines(note.content)
    words:insert(1, pandoc.Str(" ("))
    words:insert(pandoc.Str(")"))
    return words
  end,
}

local function commentary(div)
  if not div.classes:includes("commentary") then return nil end
  div.content = div.content:walk(own)
  return div, false
end

return {
  { traverse = "topdown", Div = commentary },
  {
    Div = plain, Span = plain, Header = plain, Code = plain, CodeBlock = plain, Image = plain, Table = plain,
    Link = link,
  },
}
