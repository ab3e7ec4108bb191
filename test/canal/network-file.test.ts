import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { networkWarnings } from '../../src/canal/check.ts';
import { Network } from '../../src/canal/network.ts';
import type { FileFault } from '../../src/canal/network-file.ts';
import { parseNetworkFile } from '../../src/canal/network-file.ts';

const fields = Object.keys(Network.shape).join(', ');

const example = readFileSync(new URL('../../examples/two-vpcs.yaml', import.meta.url), 'utf8');

/** The example with one piece of text changed; that the piece is there keeps a test from testing nothing. */
function changed(...changes: [piece: string, by: string][]): string {
  return changes.reduce((text, [piece, by]) => {
    expect(text).toContain(piece);
    return text.replace(piece, by);
  }, example);
}

function faultsOf(text: string, fileName = 'plant.yaml'): FileFault[] {
  const file = parseNetworkFile(text, fileName);
  expect(file.ok).toBe(false);
  return file.ok ? [] : file.faults;
}

/** Each fault as `line:column field`. */
const places = (text: string) => faultsOf(text).map(({ line, column, field }) => `${line}:${column} ${field}`);

/** Where a piece of text stands, counted from 1. */
function placeIn(text: string, piece: string) {
  const before = text.slice(0, text.indexOf(piece)).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

describe('a file in order', () => {
  test('the example has neither faults nor warnings, and its defaults are filled in', () => {
    const file = parseNetworkFile(example, 'examples/two-vpcs.yaml');
    expect(file).toMatchObject({
      ok: true,
      network: {
        name: 'two-vpcs',
        vpg: {
          type: 15,
          useInternetGateway: true,
          deviceSubnetCidrRange: '10.128.0.0/9',
          region: 'ap-northeast-1',
        },
        peerings: [
          { name: 'app', peerOwnerId: '111111111111', routeTables: 'main' },
          { name: 'dns', peerOwnerId: '222222222222', destinationCidrBlock: '10.0.0.0/16' },
        ],
        airGroup: { dnsServers: ['10.0.0.53'] },
        reconnect: 'online',
      },
    });
    if (file.ok)
      for (const coverage of ['japan', 'global'] as const) expect(networkWarnings(file.network, coverage)).toEqual([]);
  });

  test('is the same network as JSON, with tabs or without', () => {
    const file = parseNetworkFile(example, 'a.yaml');
    const network = file.ok ? file.network : undefined;
    for (const indent of [0, 2, '\t']) {
      expect(parseNetworkFile(JSON.stringify(network, null, indent), 'a.json')).toEqual({ ok: true, network });
    }
  });

  test('may use anchors and Windows line ends', () => {
    const text = changed(
      ['peerRegion: ap-northeast-1', 'peerRegion: &tokyo ap-northeast-1'],
      ['peerRegion: ap-northeast-1', 'peerRegion: *tokyo'],
    );
    const file = parseNetworkFile(text.replaceAll('\n', '\r\n'), 'a.yaml');
    expect(file.ok && file.network.peerings.map((peering) => peering.peerRegion)).toEqual([
      'ap-northeast-1',
      'ap-northeast-1',
    ]);
  });
});

describe('YAML that cannot be read', () => {
  test.each([
    ['a tab as indent', 'name: a\nvpg:\n\ttype: 15\n', '3:1', 'a tab cannot indent in YAML; use spaces'],
    [
      'a second colon',
      'name: a: b\n',
      '1:7',
      'a second colon on one line; put a text that contains ": " in quotes, or begin a new line',
    ],
    [
      'a second document',
      'name: a\n---\nname: b\n',
      '2:1',
      'a second document begins here; keep one network per file, without "---" between',
    ],
    ['an open list', 'name: [a', '1:9', 'a [ or { above is not closed before this place; close it'],
    [
      'an unknown alias',
      'name: a\nvpg: *gone\n',
      '2:6',
      '*gone refers to an anchor &gone that is not above it; write the value out',
    ],
    ['broken JSON', '{"name": "a",,}', '1:14', 'correct the YAML or JSON around this place'],
  ])('%s: one fault with its place, and nothing about the shape', (_, text, place, message) => {
    const [fault, ...others] = faultsOf(text);
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ name: 'InvalidInput', field: 'plant.yaml' });
    expect(`${fault?.line}:${fault?.column}`).toBe(place);
    expect(fault?.message).toContain(message);
  });

  test('a field that stands twice is told beside the other faults', () => {
    const text = changed(['name: two-vpcs', 'name: plant\nname: two-vpcs'], ['172.21.0.0/16', '172.21.0.1/16']);
    expect(faultsOf(text)).toEqual([
      {
        name: 'InvalidInput',
        field: 'plant.yaml',
        message: 'this field stands here a second time; keep one of the two',
        line: 3,
        column: 1,
      },
      {
        name: 'InvalidInput',
        field: 'peerings[0].destinationCidrBlock',
        message: '172.21.0.1/16 is not the start of its range; write 172.21.0.0/16',
        line: 9,
        column: 27,
      },
    ]);
  });

  test('a tag is a fault, not a silent text', () => {
    const [fault, ...others] = faultsOf(changed(['name: two-vpcs', 'name: !Ref two-vpcs']));
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ field: 'plant.yaml', line: 2, column: 7 });
    expect(fault?.message).toContain('write the plain value');
  });

  test.each(['', '\n', '# only a comment\n', '---\n'])('%j is empty and says where an example is', (text) => {
    expect(faultsOf(text)).toEqual([
      {
        name: 'InvalidInput',
        field: 'plant.yaml',
        message: 'is empty; describe a network as in examples/two-vpcs.yaml',
      },
    ]);
  });

  test('aliases of aliases are refused before they fill the memory', () => {
    const level = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(of).join(', ')}]\n`;
    const text = level('a', 'x') + level('b', '*a') + level('c', '*b') + level('d', '*c') + level('e', '*d');
    const [fault, ...others] = faultsOf(text);
    expect(others).toEqual([]);
    expect(fault?.field).toBe('plant.yaml');
    expect(fault?.message).toContain('write the values out instead of using aliases');
  });
});

describe('the place of a fault', () => {
  test('of a wrong value is the value', () => {
    const text = changed(['172.21.0.0/16', '172.21.0.0/12']);
    expect(places(text)).toEqual([
      `${placeIn(text, '172.21.0.0/12')} peerings[0].destinationCidrBlock`,
      `${placeIn(text, '172.21.0.0/12')} peerings[0].destinationCidrBlock`,
    ]);
  });

  test('of an unknown field is its name, of a missing one what it is missing from', () => {
    const text = changed(['peerVpcId: vpc-0b', 'colour: vpc-0b']);
    expect(places(text)).toEqual([
      `${placeIn(text, 'name: dns')} peerings[1].peerVpcId`,
      `${placeIn(text, 'colour')} peerings[1].colour`,
    ]);
  });

  test('of a field that is written but empty is the field', () => {
    const text = changed(['peerRegion: ap-northeast-1', 'peerRegion:']);
    expect(places(text)).toEqual([`${placeIn(text, 'peerRegion')} peerings[0].peerRegion`]);
    expect(faultsOf(text)[0]?.message).toBe('is empty; it must be an AWS Region such as ap-northeast-1');
  });

  test('of a budget is its amount: a positive number', () => {
    for (const [written, message] of [
      ['-5', 'must be more than 0; leave budget out for none'],
      ["'20000'", 'must be a number: yen, or dollars in global coverage'],
      ['2e10', 'must be at most 1000000000'],
    ] as const) {
      const text = `${changed()}\nbudget: {monthly: ${written}}\n`;
      expect(places(text)).toEqual([`${placeIn(text, written)} budget.monthly`]);
      expect(faultsOf(text)[0]?.message).toBe(message);
    }
    expect(parseNetworkFile(`${changed()}\nbudget: {monthly: 20000}\n`, 'plant.yaml').ok).toBe(true);
  });

  test('of an entry of a list is the entry', () => {
    const text = changed(['[10.0.0.53]', '[10.0.0.53, 10.0.0.300]']);
    expect(places(text)).toEqual([`${placeIn(text, '10.0.0.300')} airGroup.dnsServers[1]`]);
  });

  test('behind an alias is where the value is written', () => {
    const text = changed(
      ['destinationCidrBlock: 172.21.0.0/16', 'destinationCidrBlock: &range 172.21.0.0/16'],
      ['destinationCidrBlock: 10.0.0.0/16', 'destinationCidrBlock: *range'],
    );
    expect(places(text)).toEqual([`${placeIn(text, '*range')} peerings[1].destinationCidrBlock`]);
  });

  test('of a default that clashes is what it belongs to', () => {
    const text = changed([
      'name: two-vpcs',
      'name: two-vpcs\nvpg:\n  vpgId: 12345678-abcd-4abc-8abc-1234567890ab\n  type: 14',
    ]);
    expect(places(text)).toEqual([`${placeIn(text, '14')} vpg.type`]);
  });

  test('of something that is no network is the start', () => {
    expect(places('# hm\n- a\n')).toEqual(['2:1 network']);
    expect(faultsOf('hello')[0]?.message).toBe(`must be a mapping with the fields ${fields}, not text`);
  });

  test('is inside the file for any text whatever', () => {
    const scraps = fc.constantFrom(
      'name',
      ': ',
      '\n',
      '  ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '"',
      '&a ',
      '*a',
      '!x ',
      '#',
      ', ',
      '10.0.0.0/8',
      'vpg',
      'peerings',
      'é',
      '\t',
      '---\n',
      '? ',
      '| ',
      '__proto__',
    );
    fc.assert(
      fc.property(
        fc.array(scraps, { maxLength: 40 }).map((each) => each.join('')),
        (text) => {
          const lines = text.split('\n');
          for (const { line = 1, column = 1, message } of faultsOf(text)) {
            expect(message).not.toBe('');
            expect(line).toBeGreaterThanOrEqual(1);
            expect(line).toBeLessThanOrEqual(lines.length);
            expect(column).toBeGreaterThanOrEqual(1);
            expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('faults told at once', () => {
  test('shape and rules together, in the order of the file', () => {
    const text = changed(
      ['"111111111111"', '011111111111'],
      ['172.21.0.0/16', '172.21.0.0/14'],
      ['- name: dns', '- name: app'],
      ['10.0.0.53', '10.0.0.53, 10.0.0.53'],
      ['groupId: 00000000-', 'groupId: '],
    );
    expect(faultsOf(text).map(({ line, field, message }) => `${line} ${field}: ${message}`)).toEqual([
      '5 peerings[0].peerOwnerId: must be text: put the account number in quotes',
      '8 peerings[0].destinationCidrBlock: 172.21.0.0/14 is not the start of its range; write 172.20.0.0/14',
      '8 peerings[0].destinationCidrBlock: 172.20.0.0/14 is too large, SORACOM takes /16 or smaller; name the part that the SIMs shall reach, such as 172.20.0.0/16',
      '10 peerings[1].name: app stands in peerings[0].name already; give each peering a name of its own',
      '17 airGroup.groupId: must be a group id, a UUID',
      '18 airGroup.dnsServers[1]: 10.0.0.53 stands in airGroup.dnsServers[0] already; name another server, or just one',
    ]);
  });

  test('a malformed vpgId does not make an old type look like one to create', () => {
    const text = changed(['name: two-vpcs', 'name: two-vpcs\nvpg: {vpgId: abc, type: 12}']);
    expect(faultsOf(text).map((fault) => fault.field)).toEqual(['vpg.vpgId']);
  });

  test('a malformed device subnet does not hide that peerings overlap', () => {
    const text = changed(
      ['name: two-vpcs', 'name: two-vpcs\nvpg: {deviceSubnetCidrRange: wide}'],
      ['destinationCidrBlock: 10.0.0.0/16', 'destinationCidrBlock: 172.21.0.0/24'],
    );
    expect(faultsOf(text).map((fault) => `${fault.name} ${fault.field}`)).toEqual([
      'InvalidInput vpg.deviceSubnetCidrRange',
      'CidrOverlap peerings[1].destinationCidrBlock',
    ]);
  });
});

test('a byte order mark moves nothing but the first line', () => {
  expect(places(`\uFEFF${changed(['172.21.0.0/16', '8.8.8.0/24'])}`)).toEqual([
    '8:27 peerings[0].destinationCidrBlock',
  ]);
});

test('a field called __proto__ is unknown like any other', () => {
  expect(faultsOf(changed(['name: two-vpcs', 'name: two-vpcs\n__proto__: {x: 1}']))).toEqual([
    {
      name: 'InvalidInput',
      field: '__proto__',
      message: `is not a known field; known here: ${fields}`,
      line: 3,
      column: 1,
    },
  ]);
});
