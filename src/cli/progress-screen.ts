import type { NetworkEvent } from './api-shapes.ts';
import { cutToWidth } from './cut-to-width.ts';
import { elapsed } from './elapsed.ts';
import { type Paint, paintFor } from './paint.ts';
import type { Progress } from './progress.ts';
import { type ProgressRow, ProgressTree } from './progress-tree.ts';
import type { Output, Surroundings } from './surroundings.ts';

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameMillis = 80;

/** How wide the steps' names are before the time comes, with their indents. */
const nameWidth = 34;

/** One row of the tree as a line of at most `width` columns. `sign` is the spinner's present sign. */
export function progressLine(row: ProgressRow, sign: string, width: number, paint: Paint): string {
  const indent = '  '.repeat(row.depth);
  const time = `+${elapsed(row.began)}`.padStart(7);
  const name = cutToWidth(`${indent}${row.text}`.padEnd(nameWidth), width - 2);
  const rest = cutToWidth(`${time}${row.note ? `  ${row.note}` : ''}`, width - 2 - nameWidth);
  return `${mark(row, sign, paint)} ${row.depth === 1 ? paint('bold', name) : name}${paint('dim', rest)}`;
}

function mark({ state }: ProgressRow, sign: string, paint: Paint): string {
  if (state === 'done') return paint('green', '✔');
  if (state === 'failed') return paint('red', '✖');
  return paint(state === 'retrying' ? 'yellow' : 'cyan', sign);
}

/**
 * Draws the tree over and over. Own work rather than listr2's, whose lists must know their tasks before they run: here
 * the steps are whatever the events bring.
 */
export class ProgressScreen implements Progress {
  readonly #tree = new ProgressTree();
  readonly #output: Output;
  readonly #paint: Paint;
  readonly #stop: () => void;
  #frame = 0;
  /** How many lines of the last drawing the cursor stands below. */
  #drawn = 0;
  #ended = false;

  constructor(output: Output, every: Surroundings['every']) {
    this.#output = output;
    this.#paint = paintFor(output);
    output.write('\u001b[?25l');
    this.#stop = every(frameMillis, () => {
      this.#frame += 1;
      this.#draw(false);
    });
  }

  add(event: NetworkEvent): void {
    this.#tree.add(event);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stop();
    this.#draw(true);
    this.#output.write('\u001b[?25h');
  }

  /** While it runs, no more lines than the terminal has: the cursor cannot go up beyond its top. */
  #draw(whole: boolean): void {
    const { columns, rows: height } = this.#output;
    const sign = spinner[this.#frame % spinner.length] as string;
    const all = this.#tree.rows();
    const most = Math.max(3, height - 2);
    const shown = whole || all.length <= most ? all : this.#tree.rows(true);
    const left = whole ? 0 : Math.max(0, shown.length - most);
    const lines = shown.slice(left).map((row) => progressLine(row, sign, columns - 1, this.#paint));
    if (left > 0) lines[0] = this.#paint('dim', `… ${left + 1} lines above`);
    const up = this.#drawn > 0 ? `\u001b[${this.#drawn}A` : '';
    this.#output.write(`${up}\u001b[0J${lines.map((line) => `${line}\n`).join('')}`);
    this.#drawn = lines.length;
  }
}
