/** One import or re-export of a file. */
export interface Import {
  /** As it is written; undefined if it is computed. */
  readonly specifier: string | undefined;
  readonly kind: 'value' | 'type' | 'dynamic';
}

/** Something that a file exports by name. */
export interface Exported {
  readonly name: string;
  readonly kind: string;
  readonly documented: boolean;
}

/** A TypeScript file, as far as the house's rules look at it. `path` is from the top of the repository. */
export interface Source {
  readonly path: string;
  readonly text: string;
  /** The text with comments and the insides of texts and patterns blanked: same length, same lines. */
  readonly code: string;
  readonly imports: readonly Import[];
  readonly exports: readonly Exported[];
}

/** Reads a file's text. The code is formatted by Biome: imports and exports begin a line. */
export function readSource(path: string, text: string): Source {
  const code = blanked(text);
  return { path, text, code, imports: importsIn(text, code), exports: exportsIn(text, code) };
}

function importsIn(text: string, code: string): Import[] {
  const literalAt = (at: number): string | undefined => /^(['"])(.*?)\1/.exec(text.slice(at))?.[2];
  const fixed = [...code.matchAll(/^(import|export)\b([^;'"=]*?\bfrom)?\s*(?=['"])/gm)].map((found): Import => {
    const type = /^(import|export) type\b/.test(found[0]);
    return { specifier: literalAt(found.index + found[0].length), kind: type ? 'type' : 'value' };
  });
  const dynamic = [...code.matchAll(/\bimport\s*\(\s*/g)].map((found): Import => {
    return { specifier: literalAt(found.index + found[0].length), kind: 'dynamic' };
  });
  return [...fixed, ...dynamic];
}

function exportsIn(text: string, code: string): Exported[] {
  const pattern =
    /^export (?:default )?(?:async )?(?:abstract )?(const|let|function\*?|class|interface|type|enum) (\w+)/gm;
  return [...code.matchAll(pattern)].map((found) => ({
    name: String(found[2]),
    kind: String(found[1]),
    documented: /\/\*\*(?:(?!\*\/)[\s\S])*\S\s*\*\/\s*$/.test(text.slice(0, found.index)),
  }));
}

/** Words and signs after which a slash begins a pattern, not a division. */
const beforePattern = /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|await|yield))$/;

/** Blanks what is no code. */
function blanked(text: string): string {
  const out = text.split('');
  const blank = (from: number, to: number): void => {
    for (let at = from; at < to; at += 1) if (out[at] !== '\n') out[at] = ' ';
  };
  const template: number[] = []; // the depth of braces at which each open `${` ends
  let depth = 0;
  let at = 0;
  while (at < text.length) {
    const sign = text.charAt(at);
    const two = text.slice(at, at + 2);
    if (two === '//' || two === '/*') {
      const end = two === '//' ? text.indexOf('\n', at) : text.indexOf('*/', at) + 2;
      const to = end < at ? text.length : end;
      blank(at, to);
      at = to;
    } else if (sign === "'" || sign === '"') {
      const to = endOf(text, at, sign);
      blank(at + 1, to - 1);
      at = to;
    } else if (sign === '`' || (sign === '}' && template.at(-1) === depth)) {
      if (sign === '}') template.pop();
      const to = endOfTemplate(text, at);
      const opens = text.startsWith('${', to - 2);
      blank(at + 1, opens ? to - 2 : to - 1);
      if (opens) template.push(depth);
      at = to;
    } else if (
      sign === '/' &&
      beforePattern.test(
        out
          .slice(Math.max(0, at - 200), at)
          .join('')
          .trimEnd(),
      )
    ) {
      const to = endOfPattern(text, at);
      blank(at + 1, to - 1);
      at = to;
    } else {
      if (sign === '{') depth += 1;
      if (sign === '}') depth -= 1;
      at += 1;
    }
  }
  return out.join('');
}

/** After the closing quote. */
function endOf(text: string, from: number, quote: string): number {
  let at = from + 1;
  while (at < text.length && text.charAt(at) !== quote) at += text.charAt(at) === '\\' ? 2 : 1;
  return at + 1;
}

/** After the closing backtick, or after the next `${`. */
function endOfTemplate(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text.charAt(at) !== '`') {
    if (text.startsWith('${', at)) return at + 2;
    at += text.charAt(at) === '\\' ? 2 : 1;
  }
  return at + 1;
}

/** After the closing slash of a pattern. */
function endOfPattern(text: string, from: number): number {
  let inClass = false;
  let at = from + 1;
  while (at < text.length && text.charAt(at) !== '\n' && (inClass || text.charAt(at) !== '/')) {
    if (text.charAt(at) === '[') inClass = true;
    if (text.charAt(at) === ']') inClass = false;
    at += text.charAt(at) === '\\' ? 2 : 1;
  }
  return at + 1;
}
