-- Turns the document's fenced divs into the elements that a web page has for them, and lets no image
-- through that is not one of the edition's own figures.

local function raw(text)
  return pandoc.RawBlock("html", text)
end

local function attribute(text)
  return (text:gsub("&", "&amp;"):gsub('"', "&quot;"):gsub("<", "&lt;"))
end

local function wrap(opening, blocks, closing)
  local result = pandoc.Blocks({ raw(opening) })
  result:extend(blocks)
  result:insert(raw(closing))
  return result
end

-- Findings that follow one another are a list: with numbers where each says how sure it is.
local function listed(blocks)
  local made, items = pandoc.Blocks({}), {}
  local function close()
    if #items > 1 then
      local ranked = items[1][1].content[1].content:find_if(function(one) return one.t == "Span" end)
      made:insert(ranked and pandoc.OrderedList(items) or pandoc.BulletList(items))
    elseif #items == 1 then
      made:insert(items[1][1])
    end
    items = {}
  end
  for _, block in ipairs(blocks) do
    if block.t == "Div" and block.classes:includes("finding") then
      items[#items + 1] = { block }
    else
      close()
      made:insert(block)
    end
  end
  close()
  return made
end

-- Each cell but the first of a row has its heading with it, for a narrow screen.
local function labelled(table)
  for _, body in ipairs(table.bodies) do
    for _, row in ipairs(body.body) do
      for place = 2, #row.cells do
        row.cells[place].attributes["data-label"] = pandoc.utils.stringify(table.head.rows[1].cells[place].contents)
      end
    end
  end
  return table
end

function Div(div)
  if div.classes:includes("details") then
    local class = div.classes:includes("working") and ' class="working"' or ""
    local summary = attribute(div.attributes.summary or "More")
    if div.classes:includes("annex") then
      class = ' class="annex"'
      summary = '<span class="kind">' .. attribute(div.attributes.kind) .. "</span> " .. summary
    end
    return wrap("<details" .. class .. "><summary>" .. summary .. "</summary>", div.content, "</details>")
  end
  if div.classes:includes("page-one") then
    div.content = listed(div.content):walk({ Table = labelled })
    return div
  end
  if div.classes:includes("figure") or div.classes:includes("table") then
    local kind = div.classes:includes("figure") and "figure" or "table"
    if div.classes:includes("brief") then kind = "table brief" end
    local id = attribute(div.identifier)
    div.content[1].identifier = id .. "-title"
    return wrap(
      '<figure class="' .. kind .. '" id="' .. id .. '" aria-labelledby="' .. id .. '-title">',
      div.content,
      "</figure>"
    )
  end
  if div.classes:includes("gap") then
    local class = div.classes:includes("again") and "gap again" or "gap"
    -- A note and no landmark: a page may have several, and landmarks need names of their own.
    return wrap('<div role="note" class="' .. class .. '" aria-label="What cannot be said" id="' .. attribute(div.identifier) .. '">', div.content, "</div>")
  end
  if div.classes:includes("commentary") then
    return wrap('<section class="commentary" aria-label="The office\'s own words">', div.content, "</section>")
  end
end

-- "High confidence: a current count." has its word set apart, with a class of its own.
function Span(span)
  if span.classes:includes("sure") then
    local words = span.content
    local level = pandoc.Span({ words[1], words[2], words[3] }, pandoc.Attr("", { "level", words[1].text:lower() }))
    return pandoc.Span({ level, table.unpack(words, 4) }, span.attr)
  end
end

function Image(image)
  if not image.src:match("^figures/[%w-]+%.svg$") then
    return image.caption
  end
end

-- A picture stands in a box of its own, in which it can be moved sideways on a narrow screen.
function Para(para)
  if #para.content == 1 and para.content[1].t == "Image" then
    -- In a list: the keys of a table come in another order each time, and so would the page's bytes.
    local attributes = {
      { "aria-label", "Picture, which may scroll sideways" }, { "role", "group" }, { "tabindex", "0" },
    }
    return pandoc.Div({ pandoc.Plain(para.content) }, pandoc.Attr("", { "picture" }, attributes))
  end
end

-- An address in a cell may break, best after a stroke: as one word it would be wider than a page.
local function broken(cell)
  return cell:walk({
    Str = function(str)
      if not str.text:match("^https?://") then return nil end
      local parts = pandoc.Inlines({})
      for part in str.text:gmatch("[^/]*/*") do
        if part ~= "" then
          parts:insert(pandoc.Str(part))
          parts:insert(pandoc.RawInline("html", "<wbr>"))
        end
      end
      return pandoc.Span(parts, pandoc.Attr("", { "address" }))
    end,
  })
end

-- The figures in a cell line up when their digits are equally wide.
function Table(table)
  for _, body in ipairs(table.bodies) do
    for _, row in ipairs(body.body) do
      for place, cell in ipairs(row.cells) do
        -- Words are soon looked through; to walk through every cell takes a fifth of a page's time.
        if pandoc.utils.stringify(cell.contents):match("https?://") then
          cell.contents = broken(pandoc.Div(cell.contents)).content
        end
        if table.colspecs[place][1] == "AlignRight" then
          cell.classes:insert("number")
        end
      end
    end
  end
  for _, row in ipairs(table.head.rows) do
    for _, cell in ipairs(row.cells) do
      cell.attributes.scope = "col"
    end
  end
  -- Reached with the keyboard, so that a wide table can be scrolled without a mouse.
  return wrap(
    '<div class="scroll" tabindex="0" role="group" aria-label="Table, which may scroll sideways">', { table }, "</div>"
  )
end
