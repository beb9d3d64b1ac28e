export type Element = { name: string; attributes: Record<string, string>; children: Element[]; text: string };

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Reads an XML document of elements, attributes and text, and throws where it is not well formed. */
export function parseXml(document: string): Element {
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(document)) throw new Error('a character that XML cannot hold');
  const body = document.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  if (body === document) throw new Error('no XML declaration');
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const token = /<(\/?)([A-Za-z][\w.-]*)((?:\s+[\w.-]+="[^"<]*")*)\s*(\/?)>|([^<]+)|(<)/gy;
  for (const [whole, closing, name, attributes, selfClosing, text, stray] of body.matchAll(token)) {
    const top = open.at(-1)!;
    if (stray) throw new Error(`a stray < near ${body.slice(token.lastIndex, token.lastIndex + 20)}`);
    if (text !== undefined) top.text += decoded(text);
    else if (closing) {
      if (top.name !== name) throw new Error(`</${name}> closes <${top.name}>`);
      open.pop();
    } else {
      const element: Element = { name: name!, attributes: {}, children: [], text: '' };
      for (const [, key, value] of attributes!.matchAll(/([\w.-]+)="([^"]*)"/g)) {
        if (key! in element.attributes) throw new Error(`${key} twice in ${whole}`);
        element.attributes[key!] = decoded(value!);
      }
      top.children.push(element);
      if (!selfClosing) open.push(element);
    }
  }
  if (open.length !== 1) throw new Error(`<${open.at(-1)!.name}> is not closed`);
  if (root.children.length !== 1 || root.text.trim() !== '') throw new Error('not one root element');
  return root.children[0]!;
}

function decoded(text: string): string {
  return text.replace(/&([^;&]*)(;?)/g, (whole, name: string, end: string) => {
    const character = ENTITIES[name];
    if (character === undefined || end === '') throw new Error(`an unknown entity: ${whole}`);
    return character;
  });
}
