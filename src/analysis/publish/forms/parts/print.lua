-- Turns the document's fenced divs into what print has for them: paragraphs in a style of their own in
-- Word, calls of the functions of report.typ in Typst. What only a screen can do is left out.

local typst = os.getenv("VNA_FORM") == "typst" -- each part is handed on as JSON, whatever the form
local small = false -- of two pages, where a picture of a page's width would be half of one
local styles = {
  title = "Figure Title", subtitle = "Figure Subtitle", source = "Source", note = "Source",
  finding = "Finding", gap = "Gap", commentary = "Commentary", lead = "Lead",
  ["left-open"] = "Source",
}

local function quoted(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"'
end

-- A call of a function of report.typ around blocks, or around words of a line.
local function around(before, content, after)
  local inline = pandoc.utils.type(content) == "Inlines"
  local raw = inline and pandoc.RawInline or pandoc.RawBlock
  local result = (inline and pandoc.Inlines or pandoc.Blocks)({ raw("typst", before .. "[") })
  result:extend(content)
  result:insert(raw("typst", "]" .. (after or "")))
  return result
end

-- A table that is soon read, which ought not to be cut: on two pages every line counts.
local function short(div)
  local rows, letters = 0, 0
  div:walk({
    Table = function(made)
      for _, body in ipairs(made.bodies) do
        rows = rows + #body.body
        for _, row in ipairs(body.body) do
          for _, cell in ipairs(row.cells) do
            letters = letters + (utf8.len(pandoc.utils.stringify(cell.contents)) or 1000)
          end
        end
      end
    end,
  })
  return not small and rows <= 9 and letters <= 900
end

function Div(div)
  local classes = div.classes
  if classes:includes("links") or classes:includes("details") then return {} end
  -- A bookmark of Word begins with a letter.
  if classes:includes("table") then
    if typst and not classes:includes("brief") and short(div) then return around("#whole", div.content) end
    div.identifier = "table-" .. div.identifier
  end
  if classes:includes("figure") and typst then
    if not classes:includes("fitted") then return around("#whole", div.content) end
    local mark = "<at-" .. div.identifier .. ">"
    local blocks = around("#fitted(" .. mark .. ", scale => ", div.content, ")")
    blocks:insert(1, pandoc.RawBlock("typst", "#begins(" .. mark .. ")"))
    return blocks
  end
  if classes:includes("brief") and typst then return around("#brief", div.content) end
  if classes:includes("page-one") and typst then return around("#part-page-one", div.content) end
  for class, style in pairs(styles) do
    if classes:includes(class) then
      if typst and class == "title" and not small then
        return around("#exhibit-title(" .. div.attributes.level .. ")", div.content)
      end
      if typst then return around("#part-" .. (class == "left-open" and "source" or class), div.content) end
      div.attributes["custom-style"] = style
      return div
    end
  end
  return typst and div.content or div
end

function Span(span)
  local lang, dir = span.attributes.lang, span.attributes.dir
  if span.classes:includes("invented-mark") then
    if typst then return around("#invented-mark", span.content) end
    span.attributes["custom-style"] = "Invented Mark"
    return span
  end
  if span.classes:includes("sure") then
    if typst then return around("#sure", span.content) end
    return pandoc.Emph(span.content)
  end
  if lang and typst then
    return around("#text(lang: " .. quoted(lang:match("^%a+")) .. ", dir: " .. (dir or "ltr") .. ")", span.content)
  end
end

-- Centimetres of a picture of Word, as report.typ has them for Typst.
local TALLEST, COMPACT, SMALLEST = 18.5, 7, 0.7

-- How high a PNG is for its width, by its first bytes: Lua would take long over the whole of each.
local function steepness(src)
  for _, folder in ipairs(PANDOC_STATE.resource_path) do
    local file = io.open(pandoc.path.join({ folder, src }), "rb")
    local head = file and file:read(24)
    if file then file:close() end
    if head and head:match("^\137PNG") and #head == 24 then
      local width, height = string.unpack(">I4I4", head, 17)
      return height / width
    end
  end
end

-- Of pictures only those of the edition. Word takes no SVG without a picture beside it.
function Image(image)
  local name = image.src:match("^figures/([%w-]+)%.svg$")
  if not name then return image.caption end
  local alt = pandoc.utils.stringify(image.caption)
  if typst then
    local extra = image.classes:includes("fitted") and ", scale: scale" or ""
    return pandoc.RawInline("typst", "#picture(" .. quoted(image.src) .. ", " .. quoted(alt) .. extra .. ")")
  end
  image.src = "figures/" .. name .. ".png"
  local width = small and 9 or 16.5
  local steep = steepness(image.src)
  local most = steep and math.min(TALLEST, math.max(COMPACT, steep * width * SMALLEST))
  if steep and steep * width > most then width = most / steep end
  image.attributes.width = width .. "cm"
  -- Pandoc decodes the whole of each picture unless it is told both, which takes half of Word's time.
  if steep then image.attributes.height = width * steep .. "cm" end
  return image
end

-- How much wider than other letters those of a heading are, which are bold.
local BOLD = 1.15

-- The letters of a cell's longest word, with the room beside them, and all its letters. The day and the month
-- of a date count as one word.
local function needs(cell, heading)
  local text, word = pandoc.utils.stringify(cell.contents), 3
  for part in text:gsub("(%d%d?) (%u%l+ %d%d%d%d)", "%1-%2"):gmatch("%S+") do
    -- An address is broken at its strokes.
    word = math.max(word, part:match("://") and 14 or math.min(utf8.len(part) or 10, 24))
  end
  if heading then word = math.ceil(word * BOLD) end
  -- Word has room on both sides of a cell, and breaks what does not fit within a word.
  local beside = typst and 2 or 4
  return word + beside, math.max(utf8.len(text) or 10, word) + beside
end

-- Word makes columns equally wide unless it is told otherwise, and Typst those with many words. Here each holds
-- its longest word, and the line is shared so that the cubes of the cells' heights (letters by width) add up to
-- the least: the width of a column then goes with the fourth root of the cubes of its cells' letters.
local function widths(least, cubes, line)
  local width, held = {}, {}
  repeat
    local settled, room, weights = true, line, 0
    for place, letters in ipairs(least) do
      if held[place] then room = room - letters else weights = weights + cubes[place] ^ 0.25 end
    end
    for place, letters in ipairs(least) do
      width[place] = held[place] and letters or room * cubes[place] ^ 0.25 / weights
      if width[place] < letters then held[place], settled = true, false end
    end
  until settled
  return width
end

-- How many letters go into a line of a table of so many columns: the more there are, the smaller the letters
-- that report.typ gives them.
local function line_of(columns)
  if not typst then return 100 end
  return columns > 12 and 150 or columns > 8 and 125 or columns > 6 and 110 or 104
end

-- A row of more lines than this may be taller than a page.
local TALL = 45

function Table(made)
  local least, longest, cubes, lines = {}, {}, {}, 1
  local function look(row, heading)
    for place, cell in ipairs(row.cells) do
      local word, length = needs(cell, heading)
      least[place], longest[place] = math.max(least[place] or 0, word), math.max(longest[place] or 0, length)
      cubes[place] = (cubes[place] or 0) + length ^ 3
    end
  end
  for _, row in ipairs(made.head.rows) do look(row, true) end
  for _, body in ipairs(made.bodies) do
    for _, row in ipairs(body.body) do look(row, false) end
  end
  local words, rest = 0, 0
  for place, word in ipairs(least) do words, rest = words + word, rest + longest[place] end
  local most = line_of(#least)
  if not typst and words > most then made.attributes["custom-style"] = "Crowded" end
  -- Where all fits on one line Typst does better by itself.
  if not typst or rest > most then
    local line = math.max(most, words)
    local width = widths(least, cubes, math.max(math.min(most, rest), words))
    for place, spec in ipairs(made.colspecs) do
      made.colspecs[place] = { spec[1], width[place] / line }
      lines = math.max(lines, longest[place] / width[place])
    end
  end
  if not typst or lines > TALL then return made end
  return { pandoc.RawBlock("typst", "#rows-whole["), made, pandoc.RawBlock("typst", "]") }
end

-- What Typst takes for a heading or a list where it begins a block: "= a", "- a", "+ a", "/ a: b", "1. a".
local function begun(block)
  local first = block.content[1]
  if first and first.t == "Str" and first.text:match("^[=+/%-%d]") then
    block.content:insert(1, pandoc.RawInline("typst", "#[]"))
    return block
  end
end

-- Links within a set of web pages lead nowhere on paper.
function Link(link)
  if not link.target:match("^https?://") and not link.target:match("^#") then return link.content end
end

-- A table of a few narrow columns, which leaves half of a page's width free.
local function narrow(block)
  if not (block.t == "Div" and block.classes:includes("table")) then return false end
  local found = false
  block:walk({
    Table = function(made)
      local widest = 0
      for _, body in ipairs(made.bodies) do
        for _, row in ipairs(body.body) do
          local text = ""
          for _, cell in ipairs(row.cells) do text = text .. pandoc.utils.stringify(cell.contents) end
          widest = math.max(widest, utf8.len(text) or 100)
        end
      end
      found = #made.colspecs <= 3 and widest <= 45
    end,
  })
  return found
end

-- The parts of a profile stand beneath its title; in print two narrow tables that follow one another stand
-- side by side.
local function profile(doc)
  small = doc.meta.profile ~= nil
  if not small then return nil end
  local blocks, place = pandoc.Blocks({}), 1
  while place <= #doc.blocks do
    local block, after = doc.blocks[place], doc.blocks[place + 1]
    if typst and after and narrow(block) and narrow(after) then
      blocks:extend({ pandoc.RawBlock("typst", "#beside(["), block, pandoc.RawBlock("typst", "], [") })
      blocks:extend({ after, pandoc.RawBlock("typst", "])") })
      place = place + 1
    else
      if block.t == "Header" then block.level = math.max(block.level - 1, 1) end
      blocks:insert(block)
    end
    place = place + 1
  end
  doc.blocks = blocks
  return doc
end

-- Of figures that follow one another and have the same source the first names it. Each is fitted to its page with
-- the heading and the words that lead to it, but for one beneath the title of a chapter, which begins a page.
local function figures(doc)
  if small then return nil end
  local function is(block, class) return block and block.t == "Div" and block.classes:includes(class) end
  local function is_figure(block) return is(block, "figure") end
  local source, blocks = nil, pandoc.Blocks({})
  for _, block in ipairs(doc.blocks) do
    local before = blocks[#blocks]
    -- How to read a chart or table goes with it to its page.
    if typst and block.t == "BlockQuote" and (is_figure(before) or is(before, "table")) then
      before.content:insert(block)
    elseif typst and is_figure(block) then
      local leads = function(one) return is(one, "lead") or (one and one.t == "Header" and one.level > 1) end
      while leads(blocks[#blocks]) do block.content:insert(1, blocks:remove(#blocks)) end
      blocks:insert(block)
    else
      blocks:insert(block)
    end
  end
  doc.blocks = blocks
  for place, block in ipairs(doc.blocks) do
    local before = doc.blocks[place - 1]
    if is_figure(block) then
      local classes, known = pandoc.List({}), is_figure(before) and source
      if before and before.t ~= "Header" then classes:insert("fitted") end
      block.classes:extend(classes)
      block.content = block.content:walk({
        Image = function(image)
          image.classes:extend(classes)
          return image
        end,
        Para = function(para)
          local words = pandoc.utils.stringify(para)
          if not words:match("^Source: ") then return nil end
          source = words
          return words == known and pandoc.Para("Source: the same as for the figure before this one.") or nil
        end,
      })
    end
  end
  return doc
end

-- The title of a chart or table is a heading one step beneath the one above it: no step may be left out.
local function levelled(doc)
  local level = 1
  return doc:walk({
    traverse = "topdown",
    Header = function(head) level = head.level end,
    Div = function(div)
      if div.classes:includes("title") then div.attributes.level = tostring(level + 1) end
      return div
    end,
  })
end

return {
  { Pandoc = levelled },
  { Pandoc = profile },
  { Pandoc = figures },
  { Div = Div, Span = Span, Image = Image, Table = Table, Link = Link },
  typst and { Plain = begun, Para = begun } or {},
}
