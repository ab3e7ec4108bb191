// What a deployment chooses, checked before anything is packaged: serverless.yml reads it as ${file(scripts/parameters.cjs)}.
// Every parameter has its default in serverless.yml under `params`, and is given with --param NAME=VALUE. All faults are told
// at once, each with the parameter's name. CommonJS, because osls reads no other kind of module there.
const { readFileSync } = require('node:fs');
const { measured, rateFaults, rateLine } = require('./rate-parameter.cjs');

// Not those of AWS's other partitions (China, GovCloud, European Sovereign Cloud): a VPC there can have no peering with SORACOM's.
const regionShape = /^(?!cn-|us-gov-|us-iso|eusc-)[a-z]{2}(-[a-z]+)+-\d$/;
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const endpoints = { japan: 'https://api.soracom.io', global: 'https://g.api.soracom.io' };
/** Lambda takes 4 KB of environment; the other variables need the rest. */
const mostBytes = 3050;
/** What the functions take as a budget; yen, or dollars in global coverage. */
const mostBudget = 1_000_000_000;

const inRange = (text, most) => Number(text) > 0 && Number(text) <= most;

/** Given values as text -> what serverless.yml takes, and every fault as a sentence that begins with the parameter. */
function read(given, readFile = (path) => readFileSync(path, 'utf8')) {
  const faults = [];
  const fault = (name, must) => {
    faults.push(`${name}: ${must}, not ${JSON.stringify(given[name])}.`);
  };
  const list = (name) => words(given[name]);

  if (!/^[a-z][a-z0-9-]{0,15}$/.test(given.stage)) {
    fault('stage', 'must be 1 to 16 lower-case letters, digits and dashes, first a letter');
  }
  if (!regionShape.test(given.region)) fault('region', 'must be an AWS Region such as ap-northeast-1');
  if (!Object.hasOwn(endpoints, given.coverage)) fault('coverage', 'must be japan or global');
  if (!/^(\d{12})?$/.test(given.soracomAccount))
    fault('soracomAccount', 'must be the 12 digits of an AWS account, or empty');
  if (!retentions.includes(Number(given.logRetentionDays))) {
    fault('logRetentionDays', `must be one of ${retentions.join(', ')}`);
  }
  if (!['report', 'remove'].includes(given.sweep)) fault('sweep', 'must be report or remove');
  if (!(/^\d+$/.test(given.sweepFailedHours) && inRange(given.sweepFailedHours, 8760))) {
    fault('sweepFailedHours', 'must be 1 to 8760 hours');
  }
  if (!['started-hours', 'whole-hours'].includes(given.metering)) {
    fault('metering', 'must be started-hours or whole-hours');
  }
  if (!['true', 'false'].includes(given.firstPeeringIncluded)) fault('firstPeeringIncluded', 'must be true or false');
  if (
    given.monthlyBudget !== '' &&
    !(/^\d+(\.\d{1,4})?$/.test(given.monthlyBudget) && inRange(given.monthlyBudget, mostBudget))
  ) {
    fault('monthlyBudget', `must be an amount above 0 and up to ${mostBudget}, or empty for none`);
  }
  if (!(/^\d+$/.test(given.idleDays) && inRange(given.idleDays, 365))) fault('idleDays', 'must be 1 to 365 days');
  const peerRegions = list('peerRegions');
  if (!peerRegions.every((region) => regionShape.test(region))) {
    fault('peerRegions', 'must be AWS Regions with commas between them, or empty for the Region of the stack');
  }
  // Without a fixed beginning every role of every account that trusts us could be assumed.
  if (!/^[\w+=,.@/-]{3,128}\*?$/.test(given.accepterRoles)) {
    fault('accepterRoles', 'must be the name of a role, 3 to 128 characters, with at most one * at its end');
  }
  // These stages are what canal calls a sandbox and a process of its own; their things would be taken for one another's.
  if (['sandbox', 'live'].includes(given.stage)) fault('stage', 'must be another word than sandbox and live');
  const audiences = list('jwtAudience');
  if (!/^(https:\/\/[^\s?#]+)?$/.test(given.jwtIssuer)) {
    fault('jwtIssuer', 'must be the https address of an OpenID Connect issuer, or empty');
  }
  if (given.jwtIssuer !== '' && audiences.length === 0) {
    fault('jwtAudience', 'must be given with jwtIssuer: the audiences that tokens are for, with commas between them');
  }
  for (const name of ['jwtAudience', 'jwtScopes']) {
    if (given.jwtIssuer === '' && given[name] !== '') fault(name, 'belongs to jwtIssuer, and must be empty without it');
  }
  const tags = list('tags').map((tag) => /^(?!aws:|canal:)([\w./+:@ -]{1,127})=([\w./+:@ -]{0,256})$/.exec(tag));
  if (tags.includes(null)) fault('tags', 'must be KEY=VALUE with commas between them, no key in aws: or canal:');

  const accounts = given.accounts === '' ? '{}' : compact(given.accounts, readFile);
  return {
    faults: [
      ...faults,
      ...(given.accounts === '' ? [] : accountFaults(given, readFile)),
      ...(given.rates === '' ? [] : rateFaults(given, mostBytes - measured(accounts), readFile)),
    ],
    values: {
      stage: given.stage,
      region: given.region,
      coverage: given.coverage,
      soracomEndpoint: endpoints[given.coverage],
      soracomAccount: given.soracomAccount,
      requesterAccounts: given.soracomAccount || '*',
      logRetentionDays: Number(given.logRetentionDays),
      sweep: given.sweep,
      sweepFailedHours: given.sweepFailedHours,
      metering: given.metering,
      firstPeeringIncluded: given.firstPeeringIncluded,
      monthlyBudget: given.monthlyBudget,
      budgetAnnotations: budgetAnnotations(given.monthlyBudget),
      idleDays: given.idleDays,
      peerRegions: peerRegions.length > 0 ? peerRegions : [given.region],
      accepterRoles: given.accepterRoles,
      accounts,
      rates: given.rates === '' ? '[]' : rateLine(given.rates, readFile),
      ...callers(given.jwtIssuer, audiences, list('jwtScopes')),
      tags: Object.fromEntries(tags.flatMap((tag) => (tag ? [[tag[1], tag[2]]] : []))),
    },
  };
}

/** The budget as a line in a graph of the dashboard: a property of a widget, or nothing. */
const budgetAnnotations = (budget) =>
  budget === '' ? '' : `"annotations": { "horizontal": [{ "label": "Monthly budget", "value": ${Number(budget)} }] },`;

/** Who may ask the API: callers with AWS credentials, or bearers of an issuer's tokens. */
function callers(issuerUrl, audience, scopes) {
  if (issuerUrl === '') return { authorizer: { type: 'aws_iam' }, authorizers: {} };
  const jwt = { type: 'jwt', identitySource: '$request.header.Authorization', issuerUrl, audience };
  return {
    authorizer: { name: 'tokens', ...(scopes.length > 0 ? { scopes } : {}) },
    authorizers: { tokens: jwt },
  };
}

const words = (text) =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

function compact(path, readFile) {
  try {
    return JSON.stringify(JSON.parse(readFile(path)));
  } catch {
    return '{}'; // accountFaults says what is wrong
  }
}

function accountFaults({ accounts: path, accepterRoles }, readFile) {
  const at = (what) => `accounts: ${path} ${what}.`;
  let accounts;
  try {
    accounts = JSON.parse(readFile(path));
  } catch (error) {
    return [at(`cannot be read as a JSON file: ${error.message}`)];
  }
  if (typeof accounts !== 'object' || accounts === null || Array.isArray(accounts)) {
    return [at('must hold an object: {"222222222222": {"roleArn": …, "externalId": …}}')];
  }
  const prefix = accepterRoles.replace(/\*$/, '');
  const faults = Object.entries(accounts).flatMap(([id, account]) => {
    const { roleArn, externalId, ...rest } = account ?? {};
    const [, ofAccount, role = ''] = /^arn:aws[\w-]*:iam::(\d{12}):role\/([\w+=,.@/-]+)$/.exec(roleArn) ?? [];
    const fits = accepterRoles.endsWith('*') ? role.startsWith(prefix) : role === prefix;
    return [
      ...(/^\d{12}$/.test(id) ? [] : [`${id} must be the 12 digits of an account`]),
      ...(ofAccount === id ? [] : [`${id}.roleArn must be the ARN of a role of this account`]),
      ...(ofAccount !== id || fits
        ? []
        : [`${id}.roleArn must be a role that accepterRoles (${accepterRoles}) lets us assume`]),
      ...(typeof externalId === 'string' && externalId.length >= 2
        ? []
        : [`${id}.externalId must be a text of 2 or more`]),
      ...Object.keys(rest).map((key) => `${id}.${key} is not known`),
    ].map((fault) => at(`is not right: ${fault}`));
  });
  const bytes = measured(JSON.stringify(accounts));
  if (bytes > mostBytes) {
    faults.push(at(`takes ${bytes} bytes; ${mostBytes} (some 20 accounts) fit into a function's environment`));
  }
  return faults;
}

const names = [
  'coverage',
  'soracomAccount',
  'logRetentionDays',
  'sweep',
  'sweepFailedHours',
  'rates',
  'metering',
  'firstPeeringIncluded',
  'monthlyBudget',
  'idleDays',
  'peerRegions',
  'accepterRoles',
  'accounts',
  'jwtIssuer',
  'jwtAudience',
  'jwtScopes',
  'tags',
];

/** What osls calls; throws one error with all faults. */
async function parameters({ options, resolveVariable }) {
  const stage = options.stage ?? 'dev';
  const given = { stage, region: options.region ?? 'ap-northeast-1' };
  const unknown = (options.param ?? [])
    .map((param) => param.split('=')[0])
    .filter((name) => !names.includes(name))
    .map(
      (name) => `${name}: there is no such parameter. There are ${names.join(', ')}; --stage and --region stand alone.`,
    );
  // osls looks the defaults up by stage, and has words of its own for one that it cannot look up.
  const readable = /^[a-zA-Z0-9-]+$/.test(stage);
  for (const name of names) given[name] = readable ? String((await resolveVariable(`param:${name}, ''`)) ?? '') : '';
  const { faults, values } = read(given);
  const told = [...unknown, ...faults.filter((one) => readable || one.startsWith('stage:'))];
  if (told.length === 0) return values;
  const error = new Error(`\n${told.map((one) => `- ${one}`).join('\n')}`);
  error.stack = error.message; // osls prints the stack, which says nothing here
  throw error;
}

module.exports = parameters;
module.exports.read = read;
module.exports.mostBytes = mostBytes;
