import type { Random } from '../../../src/demo/data/random.ts';
import { emailOf, idOf, isoOf, listOf, wordsOf } from '../compare/pair-noise.ts';
import {
  always,
  type DraftRun,
  hourOf,
  inputOf,
  type PlannedStore,
  type StoreShape,
  where,
} from './store-plan.ts';

const dayMs = 24 * 3_600_000;

/** Customers of whom few have many runs. */
function customerOf(random: Random, count: number): string {
  return `cus_${Math.floor(random.next() ** 2 * count)}`;
}

const checkout: StoreShape = {
  workflow: 'checkout',
  last: 'charge',
  draw: (random, version, at) => ({
    input: {
      ...{ order: idOf(random, 'ord'), customer: customerOf(random, 300), email: emailOf(random) },
      country: `C${random.int(25)}`,
      plan: random.pick(['free', 'free', 'team', 'scale']),
      amount: Math.round(2_000 + random.next() ** 3 * 90_000) / 100,
      items: listOf(1 + Math.floor(random.next() ** 3 * 14), () => ({
        sku: `SKU-${random.int(60)}`,
        quantity: random.between(1, 4),
      })),
      discount: random.chance(0.15) ? `D-${random.int(400)}` : null,
      address: { street: wordsOf(random, 2), zip: String(random.between(10_000, 99_999)) },
      account: {
        createdAt: isoOf(at - Math.floor(random.next() * 1_500 * dayMs)),
        isVerified: random.chance(0.8),
      },
      app: { version, locale: random.pick(['en', 'de', 'fr', 'ja']) },
      note: wordsOf(random, 2 + Math.floor(random.next() ** 2 * 60)),
      ...(random.chance(0.1) ? { coupon: random.pick(['SPRING', 'VIP', 'WELCOME']) } : {}),
    },
    outputs: {
      reserve: {
        warehouse: random.pick(['north', 'south']),
        lease: idOf(random, 'lea'),
        waited: random.int(90),
      },
      quote: { provider: random.pick(['a', 'a', 'a', 'b', 'c']), rate: random.between(900, 1_100) / 1_000 },
    },
  }),
};

const importFile: StoreShape = {
  workflow: 'import-file',
  last: 'load',
  draw: (random, version, at) => ({
    input: {
      ...{
        job: random.between(10 ** 6, 9 * 10 ** 6),
        tenant: customerOf(random, 120),
        owner: emailOf(random),
      },
      file: `s3://${random.pick(['lake-eu', 'lake-us', 'lake-ap', 'legacy'])}/${random.int(40)}/${idOf(random, 'part')}.csv`,
      format: random.pick(['csv', 'csv', 'json', 'parquet']),
      rows: Math.floor(10 ** (2 + random.next() * 3)),
      mapping: Object.fromEntries(
        listOf(random.between(3, 9), column => [`column_${column}`, random.pick(['text', 'number', 'date'])]),
      ),
      tags: ['nightly', 'vip', 'retry', 'large', 'eu'].filter(() => random.chance(0.3)),
      expiresOn: isoOf(at + Math.floor((random.next() * 120 - 5) * dayMs)).slice(0, 10),
      parent: random.chance(0.4) ? null : idOf(random, 'imp'),
      client: { release: version, os: random.pick(['linux', 'mac', 'win']) },
      comment: wordsOf(random, random.between(1, 12)),
    },
    outputs: {
      download: {
        bytes: random.between(10 ** 4, 10 ** 8),
        mirror: random.pick(['m1', 'm2', 'm3']),
        etag: idOf(random, 'e'),
      },
      parse: {
        delimiter: random.pick([',', ';']),
        encoding: random.pick(['utf-8', 'utf-8', 'utf-8', 'utf-8', 'latin-1']),
        columns: random.between(3, 9),
      },
    },
  }),
};

/** Fails more in short times that begin by chance: the runs after a failure are in danger for a while. */
function contagious(noise: number, chance: number, forMs: number): PlannedStore['chance'] {
  return () => {
    let until = 0;
    return run => {
      if (run.at > until && run.random.chance(noise / 4)) until = run.at + forMs;
      return run.at < until ? chance : noise;
    };
  };
}

function isBetween({ share }: DraftRun, from: number, to: number): boolean {
  return share >= from && share < to;
}

/** Versions that follow each other, each in a rollout of a tenth of the time. */
function rollouts(share: number, random: Random): string {
  const place = Math.floor((share + random.next() * 0.1) * 4);
  return ['4.0.9', '4.1.0', '4.1.1', '4.2.0', '4.2.0'][place] ?? '4.2.0';
}

const without: readonly PlannedStore[] = [
  {
    name: 'two in a hundred fail',
    kind: 'none',
    shape: checkout,
    runs: 1_500,
    days: 7,
    chance: always(0.02),
    since: 'none',
  },
  {
    name: 'one customer has a third of the runs',
    ...{ kind: 'none', shape: checkout, runs: 1_200, days: 5, chance: always(0.1), since: 'none' },
    edit: run => {
      if (run.random.chance(0.33))
        Object.assign(run.input, { customer: 'cus_big', country: 'C3', plan: 'scale' });
    },
  },
  {
    name: 'three in ten fail, most by day',
    kind: 'none',
    shape: importFile,
    runs: 1_000,
    days: 6,
    load: 'daily',
    chance: always(0.3),
    since: 'none',
  },
  {
    name: 'two outages of half an hour',
    ...{ kind: 'none', shape: importFile, runs: 2_000, days: 4 },
    chance: where(run => isBetween(run, 0.31, 0.316) || isBetween(run, 0.72, 0.726), 0.9, 0.03),
  },
  {
    name: 'four versions follow each other',
    kind: 'none',
    shape: checkout,
    runs: 1_800,
    days: 8,
    versions: rollouts,
    chance: always(0.08),
    since: 'none',
  },
  {
    name: 'an outage begins with a version and ends without it',
    ...{ kind: 'none', shape: checkout, runs: 1_600, days: 4 },
    versions: (share, random) => (random.next() < (share - 0.6) * 10 ? '4.2.0' : '4.1.2'),
    chance: where(run => isBetween(run, 0.65, 0.68), 0.7),
    ...{ since: 0.65, until: 0.68 },
  },
  {
    name: 'few runs, of which many fail',
    kind: 'none',
    shape: importFile,
    runs: 200,
    days: 3,
    load: 'daily',
    chance: always(0.15),
    since: 'none',
  },
  {
    name: 'failures come in swarms of minutes',
    kind: 'none',
    shape: checkout,
    runs: 1_520,
    days: 7,

    chance: contagious(0.024, 0.6, 30 * 60_000),
  },
  {
    name: 'an afternoon fails once',
    ...{ kind: 'none', shape: importFile, runs: 1_400, days: 7, load: 'daily' },
    chance: where(run => run.share * 7 > 3.58 && run.share * 7 < 3.62, 0.8),
  },
  {
    name: 'the load grows, and versions with it',
    kind: 'none',
    shape: importFile,
    runs: 1_600,
    days: 10,
    load: 'growing',
    versions: rollouts,
    chance: always(0.05),
    since: 'none',
  },
];

const caused: readonly PlannedStore[] = [
  {
    name: 'a version in a canary of a third from a time on, which a new trigger coincides with',
    ...{ kind: 'version', shape: checkout, runs: 2_000, days: 6 },
    versions: (share, random) =>
      share > 0.7 && random.chance(0.35) ? '4.2.0' : random.pick(['4.1.0', '4.1.2']),
    edit: run => {
      if (run.share > 0.65 && run.random.chance(0.3)) run.trigger = 'queue';
    },
    chance: where(run => run.version === '4.2.0', 0.4),
    cause: { words: ['4.2.0'] },
    since: 0.7,
  },
  {
    name: 'an outage of seven hours, at the time of a rollout',
    ...{ kind: 'outage', shape: importFile, runs: 1_800, days: 5, versions: rollouts },
    chance: where(run => isBetween(run, 0.5, 0.558), 0.6),
    ...{ since: 0.5, until: 0.558 },
  },
  {
    name: 'each night from three to four',
    ...{ kind: 'hour', shape: checkout, runs: 2_400, days: 8 },
    chance: where(run => hourOf(run) === 3, 0.5),
    cause: { words: ['hour', '03:00'] },
  },
  {
    name: 'an amount above 480',
    ...{ kind: 'number', shape: checkout, runs: 1_500, days: 6, load: 'daily' },
    chance: where(run => Number(inputOf(run, 'amount')) > 480, 0.5),
    cause: { words: ['input.amount'], near: 480 },
  },
  {
    name: 'accounts of more than three years',
    ...{ kind: 'age', shape: checkout, runs: 1_600, days: 5 },
    chance: where(
      run => run.at - Date.parse(String(inputOf(run, 'account.createdAt'))) > 1_100 * dayMs,
      0.35,
    ),
    cause: { words: ['input.account.createdAt'] },
  },
  {
    name: 'more than eight items',
    ...{ kind: 'list length', shape: checkout, runs: 1_500, days: 6 },
    chance: where(run => Number(inputOf(run, 'items.length')) > 8, 0.6),
    cause: { words: ['input.items'], near: 8, without: ['sku', 'quantity'] },
  },
  {
    name: 'a note of more than 250 characters',
    ...{ kind: 'text length', shape: checkout, runs: 1_400, days: 5 },
    chance: where(run => String(inputOf(run, 'note')).length > 250, 0.5),
    cause: { words: ['input.note'], near: 250 },
  },
  {
    name: 'an input of more than 8 KB, whichever part is large',
    ...{ kind: 'size', shape: importFile, runs: 1_500, days: 6 },
    edit: run => {
      for (const part of ['before', 'header', 'after'])
        run.input[part] = 'lorem ipsum '.repeat(Math.floor(run.random.next() ** 3 * 580));
    },
    chance: where(run => JSON.stringify(run.input).length > 8_000, 0.5),
    cause: { words: ['size'] },
  },
  {
    name: 'a wait of more than 2 s in the queue',
    ...{ kind: 'wait', shape: importFile, runs: 1_600, days: 6, load: 'daily' },
    chance: where(run => run.queuedMs > 2_000, 0.5),
    cause: { words: ['wait'] },
  },
  {
    name: 'files that were parsed as latin-1',
    ...{ kind: 'step output', shape: importFile, runs: 1_500, days: 6 },
    chance: where(run => run.outputs.parse?.encoding === 'latin-1', 0.3),
    cause: { words: ['parse', 'encoding', 'latin-1'] },
  },
  {
    name: 'any discount at all',
    ...{ kind: 'not null', shape: checkout, runs: 1_500, days: 6 },
    chance: where(run => inputOf(run, 'discount') !== null, 0.3),
    cause: { words: ['input.discount'], without: ['=D-'] },
  },
  {
    name: 'files of the legacy bucket',
    ...{ kind: 'prefix', shape: importFile, runs: 1_500, days: 6 },
    chance: where(run => String(inputOf(run, 'file')).startsWith('s3://legacy/'), 0.2),
    cause: { words: ['input.file', 's3://legacy'] },
  },
];

const hidden: readonly PlannedStore[] = [
  {
    name: 'numbers of jobs that seven divides with a rest of three',
    ...{ kind: 'not compared', shape: importFile, runs: 1_800, days: 6 },
    chance: where(run => Number(inputOf(run, 'job')) % 7 === 3, 0.5),
  },
  {
    name: 'a weekend, after a rollout on Friday',
    ...{ kind: 'not compared', shape: checkout, runs: 2_100, days: 10 },
    versions: (share, random) => (share * 10 > 4.5 && random.chance(0.8) ? '4.2.0' : '4.1.2'),
    chance: where(run => [0, 6].includes(new Date(run.at).getDay()), 0.25),
    ...{ since: 0.5, until: 0.7 },
  },
  {
    name: 'a flag seven levels deep',
    ...{ kind: 'not compared', shape: checkout, runs: 1_500, days: 6 },
    edit: run => {
      const deep = { f: { g: run.random.chance(0.12) ? 'on' : 'off' } };
      run.input.options = { a: { b: { c: { d: { e: deep } } } } };
    },
    chance: where(run => JSON.stringify(run.input.options).includes('"on"'), 0.5),
  },
  {
    name: 'a second run of a customer within two hours',
    ...{ kind: 'not compared', shape: checkout, runs: 1_500, days: 6, load: 'daily' },
    chance: () => {
      const last = new Map<unknown, number>();
      return run => {
        const before = last.get(run.input.customer) ?? 0;
        last.set(run.input.customer, run.at);
        return run.at - before < 2 * 3_600_000 ? 0.4 : 0.02;
      };
    },
  },
];

export const firstStores: readonly PlannedStore[] = [...without, ...caused, ...hidden];
