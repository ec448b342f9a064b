-- Makes a document of parts that print.lua was through: what stands before them, and one name for each heading.

-- Word shows an empty list of contents until somebody asks for it: here it stands filled in, as a field
-- that Word can renew.
local function contents(doc)
  local xml = {}
  local function add(text) xml[#xml + 1] = text end
  local function plain(text) return (text:gsub("&", "&amp;"):gsub("<", "&lt;"):gsub(">", "&gt;")) end
  local heads = doc.blocks:filter(function(block) return block.t == "Header" and block.level == 1 end)
  add('<w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr><w:r><w:t>Contents</w:t></w:r></w:p>')
  for place, head in ipairs(heads) do
    add('<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>')
    if place == 1 then
      add('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-1" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>')
    end
    add('<w:hyperlink w:anchor="' .. head.identifier .. '"><w:r><w:t>' .. plain(pandoc.utils.stringify(head)) .. '</w:t></w:r></w:hyperlink>')
    if place == #heads then add('<w:r><w:fldChar w:fldCharType="end"/></w:r>') end
    add("</w:p>")
  end
  return pandoc.RawBlock("openxml", table.concat(xml))
end

local function framed(doc)
  local small = doc.meta.profile ~= nil
  local invented = doc.meta.invented
  local lines = { pandoc.utils.stringify(doc.meta.area or ""), "Edition: " .. pandoc.utils.stringify(doc.meta.edition or "") }
  if doc.meta.period then lines[#lines + 1] = pandoc.utils.stringify(doc.meta.period) end
  doc.meta.subtitle = table.concat(lines, " · ")
  local help = doc.meta["help-lines"] or {}
  for _, name in ipairs({ "contact", "publisher" }) do
    local said = doc.meta[name]
    if said then
      doc.blocks:insert(1, pandoc.Div({ pandoc.Para(said) }, pandoc.Attr("", {}, { ["custom-style"] = "Source" })))
    end
  end
  for place = #help, 1, -1 do
    doc.blocks:insert(1, pandoc.Div({ pandoc.Para(help[place]) }, pandoc.Attr("", {}, { ["custom-style"] = "Source" })))
  end
  if invented then
    doc.blocks:insert(1, pandoc.Div({ pandoc.Para(pandoc.Str("Invented data. This place does not exist: its people, its crimes and its map were made up to show how the assessment works.")) }, pandoc.Attr("", {}, { ["custom-style"] = "Gap" })))
  end
  if doc.meta.mark then
    doc.blocks:insert(1, pandoc.Div({ pandoc.Para(pandoc.Strong(doc.meta.mark)) }, pandoc.Attr("", {}, { ["custom-style"] = "Gap" })))
  end
  if not small then doc.blocks:insert(1, contents(doc)) end
  return doc
end

-- Each part names its headings by their words, which several parts share.
local function named(doc)
  local seen = {}
  for _, block in ipairs(doc.blocks) do
    if block.t == "Header" then
      local name, times = block.identifier, 1
      while seen[name] do
        times = times + 1
        name = block.identifier .. "-" .. times
      end
      seen[name], block.identifier = true, name
    end
  end
  return doc
end

return {
  { Pandoc = named },
  FORMAT == "docx" and { Pandoc = framed } or {},
}
