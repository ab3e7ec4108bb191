import type { ErrorName, errorKinds, Treatment } from './errors.ts';

const chapters: Record<Treatment, { title: string; text: string }> = {
  patient: {
    title: 'Tried again, patiently',
    text: 'The state machine tries the step again: after 2 seconds, then twice as long each time, at most 60, up to 6 times. The run fails with one of these names only when all tries are used up.',
  },
  throttled: {
    title: 'Tried again when the minute is over',
    text: 'The state machine tries the step again after 20 seconds, then half as long again each time, at most 60, up to 8 times.',
  },
  never: {
    title: 'Never tried again',
    text: 'Trying again would not help: the run stops and says what exists now and what it costs. When the cause is gone, start the same network again; the new run goes on from what exists.',
  },
};

/** The text of docs/errors.md: every error by how it is treated, with when it is thrown and what to do next. */
export function errorsPage(kinds: typeof errorKinds): string {
  const names = Object.keys(kinds) as ErrorName[];
  const parts = (Object.keys(chapters) as Treatment[]).flatMap((treatment) => {
    const { title, text } = chapters[treatment];
    const entries = names
      .filter((name) => kinds[name].treatment === treatment)
      .map((name) => `### ${name}\n\n${kinds[name].when}\n\nNext: ${kinds[name].next}`);
    return [`## ${title}`, text, ...entries];
  });
  return `${[
    '<!-- Generated from src/canal/errors.ts by scripts/errors-page.mjs: change the table there, then run `npx node scripts/errors-page.mjs`. -->',
    '# Errors',
    'A failed run, a refused request and the command line name one of these errors. The message beside the name says which object it is about. Any other name is a bug of ours, or one of AWS’s own (`States.…`, `Lambda.…`).',
    ...parts,
  ].join('\n\n')}\n`;
}
