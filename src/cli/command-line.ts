/** A command of ours as it is to be typed, with each word quoted for the shell where it must be. */
export function commandLine(...words: readonly string[]): string {
  return ['npm run -s canal --', ...words.map(shellWord)].join(' ');
}

/** A word that the shell takes as it is, quoted if need be. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A sentence that ends with a command of ours ("Register it: canal account add …"), with the command as it is typed here. */
export function sentenceHere(sentence: string, words: readonly string[]): string {
  return sentence.replaceAll(/(?<=: )canal account add .*$/gm, (command) => typedHere(command, words));
}

/** A command that the API tells (`canal up FILE`) as it is typed here, at the place that these words name. Others stay as they are. */
export function typedHere(command: string, words: readonly string[]): string {
  if (!command.startsWith('canal ')) return command;
  return [command.replace(/^canal/, 'npm run -s canal --'), ...words.map(shellWord)].join(' ');
}
