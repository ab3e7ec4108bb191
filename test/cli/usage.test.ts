import { describe, expect, it } from 'vitest';
import { cli } from '../../src/cli/cli.ts';
import { stage } from './stage.ts';

/** What a command line says on a stage without sandbox, network and AWS: whatever it would begin is told as a fault of its own. */
async function canal(...line: readonly string[]) {
  const set = stage();
  const exitCode = await cli(line, '1', set.surroundings);
  return { exitCode, stdout: set.stdout(), stderr: set.stderr() };
}

const { stdout: help } = await canal('--help');
/** Each command with its options as its help has them, and whether it must have an argument. */
const commands = await Promise.all(
  [...help.matchAll(/^ {2}([a-z-]+) \[options\](.*)/gm)].map(async ([, name = '', usage = '']) => {
    const { stdout } = await canal(name, '--help');
    const options = [...stdout.matchAll(/^ {2}(--[\w-]+)( <\w+>)? /gm)].map(([, option = '', value]) => ({
      option,
      value,
    }));
    return { name, options, needs: usage.includes('<') };
  }),
);
const withValue = commands.flatMap(({ name, options }) =>
  options.filter(({ value }) => value !== undefined).map(({ option }) => ({ name, option })),
);

/** One sentence, with the help to look at, and nothing begun. */
function expectRefused(came: Awaited<ReturnType<typeof canal>>, name: string, sentence: RegExp): void {
  expect(came).toMatchObject({ exitCode: 1, stdout: '' });
  expect(came.stderr).toMatch(sentence);
  expect(came.stderr).toMatch(new RegExp(` See: npm run -s canal -- ${name} --help\\n$`));
  expect(came.stderr.trimEnd()).not.toContain('\n');
}

describe('A command line that is not right', () => {
  it('is tried on every command', () => {
    expect(commands.length).toBeGreaterThan(10);
    expect(withValue.length).toBeGreaterThan(50);
  });

  it.each(commands)('of $name with an option that does not exist', async ({ name }) => {
    expectRefused(await canal(name, '--frobnicate'), name, /^canal: unknown option '--frobnicate'\./);
  });

  it.each(commands)('of $name with too many words', async ({ name }) => {
    expectRefused(
      await canal(name, 'list', 'b', 'c', 'd'),
      name,
      /^canal: (too many arguments for|the value 'list' is invalid)/,
    );
  });

  it.each(commands.filter(({ needs }) => needs))('of $name without what it is about', async ({ name }) => {
    expectRefused(await canal(name), name, /^canal: missing required argument/);
  });

  it.each(withValue)('of $name with $option and nothing behind it', async ({ name, option }) => {
    expectRefused(await canal(name, option), name, new RegExp(`^canal: option '${option} <\\w+>' argument missing\\.`));
  });

  // What the API knows better, such as a Region of a DNS host, is left to it.
  const checkedHere =
    /^--(port|speed|seed|soracom-limit|(soracom-|ec2-)?endpoint|bind|stage|region|coverage|by|format)$/;
  it.each(withValue.filter(({ option }) => checkedHere.test(option)))(
    'of $name with $option and a value that cannot be',
    async ({ name, option }) => {
      const sentence = new RegExp(`^canal: option '${option} <\\w+>' argument 'no such' is invalid\\.`);
      expectRefused(await canal(name, option, 'no such'), name, sentence);
    },
  );
});
