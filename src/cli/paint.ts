import { styleText } from 'node:util';
import type { Output } from './surroundings.ts';

/** Gives a text a style, or leaves it as it is where there are no colours. */
export type Paint = (style: 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan', text: string) => string;

/** For files, pipes and NO_COLOR. */
export const plain: Paint = (_, text) => text;

/** The paint for an output: colours only on a terminal that takes them. */
export function paintFor(output: Output): Paint {
  return output.live ? (style, text) => styleText(style, text, { validateStream: false }) : plain;
}
