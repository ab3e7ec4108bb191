/** A definition that AWS would refuse, or that holds what this interpreter does not do. All problems are named. */
export class MachineRefused extends Error {
  override readonly name = 'MachineRefused';
  readonly problems: readonly string[];

  constructor(machine: string, problems: readonly string[]) {
    super(`State machine "${machine}" cannot be loaded:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** Collects what is wrong with a definition, so that one load tells it all. */
export class Report {
  readonly #problems: string[] = [];

  /** Notes a problem; `where` is the machine or a state (`state "Create VPG"`), `problem` a sentence without its subject. */
  add(where: string, problem: string): void {
    const sentence = `${where}: ${problem}`;
    if (!this.#problems.includes(sentence)) this.#problems.push(sentence);
  }

  /** Throws MachineRefused if there was any problem. */
  close(machine: string): void {
    if (this.#problems.length > 0) throw new MachineRefused(machine, this.#problems);
  }
}
