import { describe, expect, test } from 'vitest';
import { LazyContainer, openPayload } from '../../../../src/model/payload/lazy/lazy-payload.ts';
import { lazyLimits } from '../../../../src/model/payload/lazy/places.ts';
import { scanPayload } from '../../../../src/model/payload/lazy/scan-payload.ts';
import type { Step } from '../../../../src/model/run.ts';
import { openDetail } from '../../../../src/screen/run/apply-run-action.ts';
import { rowContext } from '../../../../src/screen/run/detail-state.ts';
import {
  canSkipGroups,
  continueWalk,
  endOfSkipped,
  type Match,
  nextErrorPath,
  startWalk,
} from '../../../../src/screen/run/find/search-walk.ts';
import { createRoot } from '../../../../src/screen/run/outline/open-tree.ts';
import { section, type ValueNode } from '../../../../src/screen/run/outline/outline-node.ts';
import type { Look } from '../../../../src/screen/run/rows/flow.ts';
import { createPane } from '../../../../src/screen/run/rows/pane.ts';
import { someOf } from '../../../trials.ts';
import { now, runOf } from '../detail-of.ts';

const odd: readonly string[] = [
  '{"note":"plain text of a row"}',
  '{"note":"Malm\u00f6 stra\u00dfe \u6771\u4eac"}',
  '{"note":"p\\u0061ssage in escapes"}',
  '{"note":"pas\u200bsage with a gap"}',
  '{"note":"\u212aelvin and \u0130stanbul"}',
  '{"note":"tab\\there\\/slash"}',
  '{"note":"line\\nfeed and \\"quoted\\" words"}',
  '{"$type":"Date","value":"2026-11-24T12:00:00.000Z"}',
  '{"$type":"number","value":"-0"}',
  '{"n":1e3,"m":1.50,"big":1e999,"long":123456789012345678901234567890}',
  '{"password":"hidden words","token":["a","b"]}',
  '{"items":[1,2,3],"deep":{"keys":{"characters":null,"ok":true}}}',
  '{"a":54321,"b":"id-54321","c":99999.90,"d":12345678.123456789012345,"e":0.00000099999}',
  '[[],{},"",null,false]',
];
const filler = Array.from({ length: 40 }, (_, at) => `{"id":${at},"name":"person ${at}"}`);
const json = `{"rows":[${odd.map(one => [...filler, one].join()).join()}],"last":{${filler
  .map((one, at) => `"k${at}":${one}`)
  .join()}}}`;

const limits = { ...lazyLimits, containerBytes: 64, textBytes: 64, markItems: 4, markBytes: 256 };
const lazy = openPayload(scanPayload(new TextEncoder().encode(json), limits));

const nodeOf = (value: unknown, reveal: boolean): ValueNode => ({
  type: 'value',
  key: 'output',
  name: undefined,
  value,
  isSecret: false,
  reveal,
});

function search(value: unknown, needle: string, look: Pick<Look, 'format' | 'reveal'>): readonly Match[] {
  const matches: Match[] = [];
  const context = rowContext(openDetail(runOf()), 80, now);
  const shown = { ...context, look: { ...look, wrap: false } };
  let frontier = startWalk(nodeOf(value, look.reveal));
  for (;;) {
    const step = continueWalk(frontier, needle, shown);
    matches.push(...step.matches);
    if (!step.frontier) return matches;
    frontier = step.frontier;
  }
}

const needles = [
  ...['passage', 'kelvin', 'istanbul', 'person 3', 'person', 'plain text of', 'note', 'words', 'hidden'],
  ...['malm', 'there', 'here/slash', 'feed', 'item', '3 items', 'keys', 'infinity', 'date', '2026-11-24'],
  ...['12345', '67890', '00000', '99999', '54321'],
  ...['1', '1000', '1.5', 'e', 'null', 'true', 'ok', 'k39', '-0', 'id: 3', '"', 'r 3', 'zzz', 'Quoted'],
];

describe('the search in a large payload', () => {
  test.each(someOf(needles, 6))('finds the same rows as in one that is parsed: %s', needle => {
    for (const format of ['json', 'yaml'] as const)
      for (const reveal of [false, true]) {
        const look = { format, reveal };
        expect(search(lazy, needle, look)).toEqual(search(JSON.parse(json), needle, look));
      }
  });

  test('finds an item by its index', () => {
    const list = JSON.stringify(Array.from({ length: 12_400 }, (_, at) => `row ${at % 10}`));
    const large = openPayload(scanPayload(new TextEncoder().encode(list), limits));
    const look = { format: 'json', reveal: true } as const;
    expect(search(large, '12345', look)).toEqual(search(JSON.parse(list), '12345', look));
    expect(search(large, '12345', look)).toHaveLength(1);
  });

  test('passes over items that cannot match', () => {
    const rows = lazy instanceof LazyContainer ? lazy.get('rows') : undefined;
    expect(endOfSkipped(nodeOf(rows, true), 0, 'nobody')).toBe(4);
    expect(endOfSkipped(nodeOf(rows, true), 0, 'person 2')).toBeUndefined();
    expect(endOfSkipped(nodeOf(rows, true), 1, 'nobody')).toBeUndefined();
  });

  test('passes over nothing for what rows write themselves', () => {
    for (const needle of ['12', '1e5', 'item', '3 keys', 'id: 3', '"a"', ' a', '- a'])
      expect(canSkipGroups(needle)).toBe(false);
  });
});

const failedStep = (at: number, parentId?: string): Step => {
  return { id: `s${at}`, parentId, name: 'chunk', type: 'action', status: 'failed', attempt: 1 };
};

test.each([
  ['very many failed steps', Array.from({ length: 150_000 }, (_, at) => failedStep(at))],
  [
    'failed steps in very many levels',
    Array.from({ length: 5_000 }, (_, at) => failedStep(at, `s${at - 1}`)),
  ],
])('the next error of a run is found among %s', (_, steps) => {
  const node = { type: 'steps', key: 'steps', steps, reveal: false } as const;
  const pane = createPane(createRoot(section('overview', '', [node]), []));
  expect(nextErrorPath(pane, 1)?.slice(0, 2)).toEqual([0, 0]);
});
