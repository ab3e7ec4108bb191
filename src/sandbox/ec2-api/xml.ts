/** What an XML element holds: text, nothing (left out), a list of `item` elements, or elements by name. */
export type Xml = string | number | boolean | undefined | readonly Xml[] | XmlFields;

/** Elements by name, in the order in which they are written. Undefined ones are left out. */
export interface XmlFields {
  readonly [name: string]: Xml;
}

const special: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#13;',
};

const plain = /^[\w .,:;/+=@()*-]*$/;

/** Text that stands for itself inside an element. What XML 1.0 cannot carry becomes U+FFFD. */
function escaped(text: string): string {
  if (plain.test(text)) return text;
  return text
    .toWellFormed()
    .replace(/[&<>"'\r]/g, (character) => special[character] ?? character)
    .replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}

/**
 * One element with what it holds. A list becomes a child for each of its members: `item`, as EC2 writes lists, or `member`,
 * as services of AWS's Query protocol do.
 */
export function element(name: string, content: Xml, attributes = '', each: 'item' | 'member' = 'item'): string {
  if (content === undefined) return '';
  const inner =
    typeof content === 'object'
      ? isList(content)
        ? content.map((member) => element(each, member, '', each)).join('')
        : Object.entries(content)
            .map(([field, value]) => element(field, value, '', each))
            .join('')
      : escaped(String(content));
  return inner === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${inner}</${name}>`;
}

/** A whole document. */
export function xmlDocument(root: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}`;
}

function isList(content: readonly Xml[] | XmlFields): content is readonly Xml[] {
  return Array.isArray(content);
}
