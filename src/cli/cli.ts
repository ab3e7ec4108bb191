import { Argument, Command, Option } from 'commander';
import { tableKinds } from '../canal/cost-table.ts';
import { account } from './account.ts';
import { check } from './check.ts';
import { cost } from './cost.ts';
import { dnsHost, dnsHostActions } from './dns-host.ts';
import { down } from './down.ts';
import { examplesOf, firstSteps } from './help-texts.ts';
import { list } from './list.ts';
import { endpoint, networkName, port, seed, soracomLimit, speed } from './option-values.ts';
import { withPlaceOptions } from './place-options.ts';
import { plan } from './plan.ts';
import { registryActions } from './registry.ts';
import { sandboxCommand } from './sandbox-command.ts';
import { sandboxMessages } from './sandbox-messages.ts';
import { refuseOtherPart } from './sandbox-parts.ts';
import { status } from './status.ts';
import type { Surroundings } from './surroundings.ts';
import { sweep } from './sweep.ts';
import { tellError } from './tell-error.ts';
import { up } from './up.ts';
import { withWorldOptions } from './world-options.ts';

/** Runs one command line (without node and the script); answers the exit code, and never throws. */
export async function cli(argv: readonly string[], version: string, surroundings: Surroundings): Promise<number> {
  let exitCode = 0;
  const program = commands(version, surroundings, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    const command = program.commands.find((each) => each.name() === argv[0])?.name();
    return tellError(error, command, argv.includes('--json'), surroundings);
  }
}

function commands(version: string, surroundings: Surroundings, end: (exitCode: number) => void): Command {
  const { stdout, stderr } = surroundings;
  const program = new Command('canal')
    .description('Connects SORACOM SIM fleets to private AWS networks with SORACOM Canal.')
    .version(version, '--version', 'say the version')
    .helpOption('-h, --help', 'explain a command')
    .helpCommand('help [command]', 'explain a command')
    .addHelpText('after', firstSteps)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      // tellError says it, as it says every other error.
      outputError: () => undefined,
      getOutHelpWidth: () => stdout.columns,
      getErrHelpWidth: () => stderr.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });

  const sub = (name: string): Command => program.command(name).helpOption('-h, --help', 'explain this command');

  /** A command that asks an API, wherever that is. */
  const asking = (name: string): Command => withPlaceOptions(sub(name));

  withWorldOptions(asking('up <file>'))
    .description(
      'Make the network of a file true and show how it goes: in a private sandbox, unless an option names a place.',
    )
    .option('--json', 'print the network, or the error, as one JSON document; progress goes to stderr')
    .option('--down', 'remove it again once it is ready: the whole life of a network')
    .option('--yes', 'with --live: make what costs money without asking')
    .addHelpText('after', examplesOf('up'))
    .action(async (file, options) => end(await up(file, options, surroundings)));

  asking('down')
    .argument('<name>', 'of the network', networkName)
    .description('Remove a network: give back what was set, delete what was made, leave what was found.')
    .option('--json', 'print the network, or the error, as one JSON document; progress goes to stderr')
    .option('--yes', 'do not ask')
    .option('--force', 'break what others have on the VPG; also look again at a network that is removed')
    .addHelpText('after', examplesOf('down'))
    .action(async (name, options) => end(await down(name, options, surroundings)));

  asking('status')
    .argument('<name>', 'of the network', networkName)
    .description('Show a network: topology, routes, SIMs, warnings, cost.')
    .option('--watch', 'follow what is under way until it has ended; then show the network')
    .option('--json', 'print the network, or the error, as one JSON document')
    .addHelpText('after', examplesOf('status'))
    .action(async (name, options) => end(await status(name, options, surroundings)));

  asking('check')
    .argument('<name>', 'of the network', networkName)
    .description('Compare a network with what stands at SORACOM and AWS, and say what mends each difference.')
    .option('--json', 'print the answer, or the error, as one JSON document')
    .addHelpText('after', examplesOf('check'))
    .action(async (name, options) => end(await check(name, options, surroundings)));

  asking('sweep')
    .description(
      'Look for what was left behind and costs money: VPGs that no network has, networks that have failed, routes.',
    )
    .option('--remove', 'remove what nobody uses; a failed network is left to canal down')
    .option('--json', 'print the answer, or the error, as one JSON document')
    .addHelpText('after', examplesOf('sweep'))
    .action(async (options) => end(await sweep(options, surroundings)));

  withWorldOptions(asking('plan <file>'))
    .description('Say what the network of a file would make, and what is in its way; makes nothing.')
    .option('--json', 'print the plan, or the error, as one JSON document')
    .addHelpText('after', examplesOf('plan'))
    .action(async (file, options) => end(await plan(file, options, surroundings)));

  asking('list')
    .description('List the networks: state, newest run, cost.')
    .option('--json', 'print the networks, or the error, as one JSON document')
    .addHelpText('after', examplesOf('list'))
    .action(async (options) => end(await list(options, surroundings)));

  asking('cost')
    .description('Say what a month costs: by network, VPG, peering or day, or beside the bill.')
    .argument('[name]', 'a network; without one, all of them', networkName)
    .option('--month <month>', 'YYYY-MM; this month by default')
    .addOption(new Option('--by <what>', 'the rows').choices(tableKinds))
    .option('--time-zone <zone>', 'of months and days: UTC by default, as on the bill')
    .addOption(new Option('--format <format>', 'how it is printed: table by default').choices(['table', 'json', 'csv']))
    .option('--bill', "compare with SORACOM's own bill")
    .option('--json', 'the same as --format json; also an error is one JSON document')
    .addHelpText('after', examplesOf('cost'))
    .action(async (name, options) => end(await cost(name, options, surroundings)));

  asking('account')
    .description('Register the accounts that own VPCs, list them, remove one.')
    .addArgument(new Argument('<action>', 'what to do').choices(registryActions))
    .argument('[id]', 'the 12 digits of the account, for add and remove')
    .option('--role-arn <arn>', "of add: that account's role for us")
    .option('--external-id <id>', 'of add: the ExternalId that the trust of the role names')
    .option('--json', 'print the answer, or the error, as one JSON document')
    .addHelpText('after', examplesOf('account'))
    .action(async (action, id, options) => end(await account(action, id, options, surroundings)));

  asking('dns-host')
    .description(
      'Register instances as DNS hosts that networks share, list them with their tenants, remove one, print its files for systemd-networkd.',
    )
    .addArgument(new Argument('<action>', 'what to do').choices(dnsHostActions))
    .argument('[name]', 'of the DNS host, for all but list')
    .option('--instance-id <id>', 'of add: the EC2 instance, in the account of the installation')
    .option('--pool <range>', 'of add: the part of its VPC that subnets are cut from, such as 10.0.64.0/20')
    .option('--host-region <name>', 'of add: the Region of the instance (ap-northeast-1)')
    .option('--out <directory>', 'of networkd: write the files there')
    .option('--json', 'print the answer, or the error, as one JSON document')
    .addHelpText('after', examplesOf('dns-host'))
    .action(async (action, name, options) => end(await dnsHost(action, name, options, surroundings)));

  sub('sandbox')
    .description(
      'Keep a sandbox up: SORACOM, AWS and the API behind one address; or read what a running one tells people.',
    )
    .addArgument(new Argument('[messages]', 'show the messages that people would have got').choices(['messages']))
    .option('--port <number>', 'where it listens on 127.0.0.1; 0 is any that is free', port, 4700)
    .option('--speed <factor>', 'how many times as fast as life its time runs, or skip', speed, 60)
    .option('--seed <number>', 'of ids, latencies and chances', seed)
    .option('--world <file>', 'accounts, VPCs and groups of your own')
    .option('--faults <file>', 'what is to go wrong')
    .option('--soracom-limit <number>', "SORACOM's calls a minute of each path (1000; 0 is no limit)", soracomLimit)
    .option('--env-file <file>', 'write the environment with which a function runs outside against this sandbox')
    .option('--soracom-endpoint <url>', 'where the functions reach SORACOM instead of this sandbox', endpoint)
    .option('--ec2-endpoint <url>', 'where the functions reach EC2 and STS instead of this sandbox', endpoint)
    .option('--bind <port>', "let this machine's own BIND be the DNS hosts, at this port and those after it", port)
    .option('--data <dir>', 'keep its state in this directory, and go on with what is there')
    .option('--verbose', "print the functions' log lines on stderr")
    .option('--endpoint <url>', 'of messages: the running sandbox (port 4700, or set CANAL_ENDPOINT)', endpoint)
    .option('--json', 'of messages: print them, or the error, as one JSON document')
    .addHelpText('after', examplesOf('sandbox'))
    .action(async (messages, options, command) => {
      refuseOtherPart(command, messages !== undefined);
      end(await (messages ? sandboxMessages : sandboxCommand)(options, surroundings));
    });

  return program;
}
