import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

/** One Python that runs the AWS CLI's own driver, anew for each command: to start it, and to read what it knows of EC2, takes a second. */
const driver = `
import contextlib, io, json, os, sys
import awscli.clidriver
loader = awscli.clidriver.create_clidriver().session.get_component('data_loader')
for line in sys.stdin:
    asked = json.loads(line)
    os.environ['AWS_ACCESS_KEY_ID'] = asked['account']
    driver = awscli.clidriver.create_clidriver()
    driver.session.register_component('data_loader', loader)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = driver.main(asked['words'])
        except SystemExit as ended:
            code = ended.code
    print(json.dumps({'code': code, 'out': out.getvalue(), 'err': err.getvalue()}), flush=True)
`;

/** Whether the AWS CLI is installed for this machine's Python. */
export const awsCliInstalled = spawnSync('python3', ['-c', 'import awscli.clidriver']).status === 0;

/** The AWS CLI against an address, with credentials that are the number of an account. */
export class AwsCli {
  readonly #python: ChildProcessWithoutNullStreams;
  readonly #answers: ((line: string) => void)[] = [];

  constructor(endpoint: string) {
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: '/nonexistent',
      AWS_ENDPOINT_URL: endpoint,
      AWS_SECRET_ACCESS_KEY: 'sandbox',
      AWS_DEFAULT_REGION: 'ap-northeast-1',
      AWS_DEFAULT_OUTPUT: 'text',
      AWS_PAGER: '',
      AWS_MAX_ATTEMPTS: '1',
    };
    this.#python = spawn('python3', ['-c', driver], { env });
    createInterface(this.#python.stdout).on('line', (line) => this.#answers.shift()?.(line));
  }

  /** Runs `aws …` as an account: what it prints, or the error that it tells. */
  async run(account: string, ...words: string[]): Promise<string> {
    const answer = new Promise<string>((resolve) => this.#answers.push(resolve));
    this.#python.stdin.write(`${JSON.stringify({ account, words })}\n`);
    const { code, out, err } = JSON.parse(await answer) as { code: number; out: string; err: string };
    return (code === 0 ? out : err).trim();
  }

  close(): void {
    this.#python.stdin.end();
  }
}
