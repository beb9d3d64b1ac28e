/** The document with the text between `<!-- generated:NAME -->` and `<!-- /generated:NAME -->` replaced. */
export function replaceSection(document: string, name: string, text: string, fileName: string): string {
  const open = `<!-- generated:${name} -->`;
  const close = `<!-- /generated:${name} -->`;
  const start = onlyPlace(document, open, fileName) + open.length;
  const end = onlyPlace(document, close, fileName);
  if (end < start) throw new Error(`${fileName}: ${close} stands before ${open}`);
  return `${document.slice(0, start)}\n\n${text.trim()}\n\n${document.slice(end)}`;
}

function onlyPlace(document: string, marker: string, fileName: string): number {
  const place = document.indexOf(marker);
  if (place < 0) throw new Error(`${fileName}: the marker ${marker} is missing`);
  if (document.indexOf(marker, place + 1) >= 0) throw new Error(`${fileName}: the marker ${marker} stands there twice`);
  return place;
}
