import { commandLine } from './command-line.ts';

/** What a person may try after a run. `words` name the place in a command line: none for a private sandbox. */
export function nextCommands(given: { file: string; name: string; words: readonly string[] }): string[] {
  const { file, name, words } = given;
  const lasting = 'http://127.0.0.1:4700';
  const commands: [string, string][] =
    words.length === 0
      ? [
          [
            commandLine('sandbox'),
            'in a terminal of its own: a sandbox that lasts, with SORACOM, EC2 and Step Functions to look into',
          ],
          [commandLine('up', file, '--endpoint', lasting), 'the same network in it'],
          [commandLine('status', name, '--endpoint', lasting), 'how it stands, at any time'],
          [commandLine('down', name, '--endpoint', lasting), 'remove it'],
        ]
      : [
          [commandLine('status', name, ...words), 'how it stands, at any time'],
          [commandLine('up', file, ...words), 'again: what stands as wished is left alone'],
          [commandLine('down', name, ...words), 'remove it'],
        ];
  return [
    'Try next',
    ...commands.flatMap(([command, what]) => [`  ${command}`, `      ${what}`]),
    `  Change ${file} and run it again: it converges.`,
  ];
}
