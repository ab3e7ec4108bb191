import { commandLine } from './command-line.ts';

const exitCodes = `
Exit codes:
  0  the network is ready
  1  nothing was begun: usage, the file, a check that refused it, or an endpoint that does not answer
  2  a run was begun and has failed
  3  the network is ready, but has drifted in a way that a person has to mend
  130, 143  interrupted; the run goes on, but for --live and a private sandbox`;

const texts = {
  up: `
Examples:
  ${commandLine('up', 'examples/two-vpcs.yaml')}
  ${commandLine('up', 'examples/two-vpcs.yaml', '--json')}
  ${commandLine('up', 'examples/two-vpcs.yaml', '--down')}
  ${commandLine('up', 'my-network.yaml', '--world', 'my-world.yaml', '--seed', '7')}
  ${commandLine('up', 'examples/two-vpcs.yaml', '--endpoint', 'http://127.0.0.1:4700')}
  ${commandLine('up', 'my-network.yaml', '--stage', 'prod')}
  ${commandLine('up', 'my-network.yaml', '--live')}
${exitCodes}`,
  down: `
Examples:
  ${commandLine('down', 'two-vpcs', '--endpoint', 'http://127.0.0.1:4700')}
  ${commandLine('down', 'two-vpcs', '--yes', '--json', '--stage', 'prod')}

Exit codes:
  0  the network is removed
  1  nothing was begun: usage, no such network, not confirmed, or no answer
  2  its removal was begun and has failed; what is left is named, and running it again continues
  130, 143  interrupted; the run goes on`,
  status: `
Examples:
  ${commandLine('status', 'two-vpcs', '--endpoint', 'http://127.0.0.1:4700')}
  ${commandLine('status', 'two-vpcs', '--stage', 'prod', '--json')}
  ${commandLine('status', 'two-vpcs', '--stage', 'prod', '--watch')}

Exit codes:
  0  the network is ready, or a run is in progress
  1  there is no such network, or no answer
  2  its newest run has failed
  130, 143  interrupted while watching; what is under way goes on`,
  check: `
Examples:
  ${commandLine('check', 'two-vpcs', '--endpoint', 'http://127.0.0.1:4700')}
  ${commandLine('check', 'two-vpcs', '--endpoint', 'http://127.0.0.1:4700', '--json')}

Exit codes:
  0  the network stands as wished
  1  there is no such network, a run is in progress, or no answer
  3  it has drifted: each difference is told with what mends it`,
  sweep: `
Examples:
  ${commandLine('sweep', '--endpoint', 'http://127.0.0.1:4700')}
  ${commandLine('sweep', '--remove', '--endpoint', 'http://127.0.0.1:4700')}

Exit codes:
  0  nothing is left behind
  1  usage, no answer, or a table that cannot be trusted: nothing was swept
  3  something is left behind: each is told with its cost and what mends it`,
  plan: `
Examples:
  ${commandLine('plan', 'examples/two-vpcs.yaml')}
  ${commandLine('plan', 'examples/two-vpcs.yaml', '--endpoint', 'http://127.0.0.1:4700')}

Exit codes:
  0  there is nothing to do
  1  it cannot be made, or usage, the file, an endpoint that does not answer
  3  there is something to do`,
  list: `
Examples:
  ${commandLine('list', '--endpoint', 'http://127.0.0.1:4700')}

Exit codes:
  0  they are listed, also when there are none
  1  usage, or no answer`,
  cost: `
Examples:
  ${commandLine('cost', '--endpoint', 'http://127.0.0.1:4700')}
  ${commandLine('cost', 'two-vpcs', '--by', 'day', '--stage', 'prod')}
  ${commandLine('cost', '--month', '2026-11', '--format', 'csv')}
  ${commandLine('cost', '--bill')}

Exit codes:
  0  it is said
  1  usage, no such network, or no answer`,
  'dns-host': `
Examples:
  ${commandLine('dns-host', 'add', 'tokyo-1', '--instance-id', 'i-0c3333333333333c1', '--pool', '10.0.64.0/20')}
  ${commandLine('dns-host', 'list', '--endpoint', 'http://127.0.0.1:4700')}
  ${commandLine('dns-host', 'remove', 'tokyo-1')}
  ${commandLine('dns-host', 'networkd', 'tokyo-1', '--out', 'networkd')}

Exit codes:
  0  it is done
  1  usage, a fault of what was given, networks still use it, or no answer`,
  account: `
Examples:
  ${commandLine('account', 'add', '333333333333', '--role-arn', 'arn:aws:iam::333333333333:role/canal-accepter', '--external-id', 'ID')}
  ${commandLine('account', 'list', '--endpoint', 'http://127.0.0.1:4700')}
  ${commandLine('account', 'remove', '333333333333')}

Exit codes:
  0  it is done
  1  usage, a fault of what was given, no such account, or no answer`,
  sandbox: `
Examples:
  ${commandLine('sandbox')}
  ${commandLine('sandbox', '--port', '0', '--speed', 'skip', '--seed', '7')}
  ${commandLine('sandbox', '--world', 'my-world.yaml', '--env-file', '.env.sandbox')}
  ${commandLine('sandbox', 'messages', '--endpoint', 'http://127.0.0.1:4700')}

Exit codes:
  0  stopped by SIGINT or SIGTERM
  1  it could not start: usage, a file, a port that is taken`,
} as const;

/** The end of a command's help: examples to paste, and what its exit codes mean. */
export function examplesOf(command: keyof typeof texts): string {
  return texts[command];
}

/** The end of the help of the whole: where to begin, and where more is written. */
export const firstSteps = `
Begin with one of these; neither needs an account:
  ${commandLine('up', 'examples/two-vpcs.yaml')}
  ${commandLine('sandbox')}
docs/tour.md goes on from there; docs/README.md lists all pages.`;
