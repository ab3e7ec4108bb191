import { type Document, visit, type YAMLParseError, type YAMLWarning } from 'yaml';

/** What is wrong with the signs of a text: a sentence, and the offset of its place. */
export interface SyntaxFault {
  readonly message: string;
  readonly offset: number;
}

const otherColumn =
  'this line begins in another column than its neighbours; indent all fields of a mapping, and all "- " of a list, alike';

/** The library's errors in our words, by code; the first whose sign is in its message counts. */
const sentences: Partial<Record<YAMLParseError['code'], readonly (readonly [sign: RegExp, sentence: string])[]>> = {
  DUPLICATE_KEY: [[/./, 'this field stands here a second time; keep one of the two']],
  TAB_AS_INDENT: [[/./, 'a tab cannot indent in YAML; use spaces']],
  MULTIPLE_DOCS: [[/./, 'a second document begins here; keep one network per file, without "---" between']],
  TAG_RESOLVE_FAILED: [[/./, 'a tag (a word that begins with "!") means nothing here; write the plain value']],
  BLOCK_AS_IMPLICIT_KEY: [
    [/sequence/, 'a list begins here, where a field was expected; look how this line and those above are indented'],
    [/./, 'a second colon on one line; put a text that contains ": " in quotes, or begin a new line'],
  ],
  MULTILINE_IMPLICIT_KEY: [
    [/./, 'this is no field; write its name, a colon, a space and its value on one line, such as "name: two-vpcs"'],
  ],
  BAD_INDENT: [
    [/^Flow/, 'a [ or { above is not closed before this place; close it'],
    [/./, otherColumn],
  ],
  MISSING_CHAR: [
    [/closing/, 'a text in quotes is not closed; put its second quote'],
    [/Sequence item/, otherColumn],
    [/between/, 'a comma or a colon is missing before this place'],
    [/followed by map values/, 'a colon and a value are missing after this'],
  ],
  UNEXPECTED_TOKEN: [[/quoted/, 'a comma or a colon is missing before this place']],
  BLOCK_IN_FLOW: [[/./, 'a comma is missing in the list or mapping that begins here, or it is not closed']],
  BAD_SCALAR_START: [[/./, 'a text cannot begin with this sign; put it in quotes']],
  BAD_DQ_ESCAPE: [[/./, 'a \\ in double quotes begins a special sign; write \\\\, or use single quotes']],
};

const inWords = ({ code, message }: YAMLParseError | YAMLWarning): string =>
  sentences[code]?.find(([sign]) => sign.test(message))?.[1] ??
  `cannot be read here: ${message}; correct the YAML or JSON around this place`;

/** Where the quoted text begins that goes on to an offset: that is where its second quote should be looked for. */
function openedBefore(document: Document, offset: number): number {
  let opened = offset;
  visit(document, {
    Scalar(_, { type, range }) {
      if (type?.startsWith('QUOTE') && range && range[0] < offset) opened = range[0];
    },
  });
  return opened;
}

/** Signs that look like others and are not: editors and keyboards put them in unseen. The first one of a text. */
function lookalike(text: string): SyntaxFault | undefined {
  const space = /^[ \t]*([\u00a0\u2000-\u200b\u202f\u3000])/m.exec(text);
  if (space?.[1] !== undefined) {
    const sign = `U+${(space[1].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
    const message = `this line is indented with a sign that only looks like a space (${sign}); use spaces`;
    return { message, offset: space.index };
  }
  const colon = /^[ \t-]*[\w"']+\s*(\uff1a)/m.exec(text);
  if (!colon) return undefined;
  return {
    message: 'this colon is a full-width one (U+FF1A); write ":" and a space',
    offset: colon.index + colon[0].length - 1,
  };
}

/**
 * What is wrong with the syntax of a document that was read from `text`, in the order of the text. After the first error that
 * makes the rest doubtful, no other is told: they follow from it. `doubtful` says that there is one.
 */
export function syntaxFaults(document: Document, text: string): { faults: SyntaxFault[]; doubtful: boolean } {
  const told = (error: YAMLParseError | YAMLWarning): SyntaxFault => {
    const offset = / closing /.test(error.message) ? openedBefore(document, error.pos[0]) : error.pos[0];
    return { message: inWords(error), offset };
  };
  // A repeated field leaves the rest as it was meant.
  const harmless = [...document.errors.filter(({ code }) => code === 'DUPLICATE_KEY'), ...document.warnings].map(told);
  const [first] = document.errors.filter(({ code }) => code !== 'DUPLICATE_KEY').map(told);
  if (first === undefined) return { faults: harmless, doubtful: false };
  return {
    faults: [...harmless.filter(({ offset }) => offset < first.offset), lookalike(text) ?? first],
    doubtful: true,
  };
}
