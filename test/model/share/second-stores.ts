import type { Random } from '../../../src/demo/data/random.ts';
import { emailOf, idOf, isoOf, listOf, uuidOf, wordsOf } from '../compare/pair-noise.ts';
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

const renewal: StoreShape = {
  workflow: 'renew-subscription',
  last: 'collect',
  draw: (random, version, at) => ({
    input: {
      subscription: {
        id: idOf(random, 'sub'),
        tier: random.pick(['basic', 'basic', 'pro', 'max']),
        seats: 1 + Math.floor(random.next() ** 4 * 400),
        startedOn: isoOf(at - Math.floor(random.next() * 900 * dayMs)).slice(0, 10),
      },
      user: {
        id: `u${Math.floor(random.next() ** 2 * 500)}`,
        email: emailOf(random),
        region: `R${random.int(18)}`,
        language: random.pick(['en', 'es', 'pl', 'sv']),
      },
      addons: listOf(Math.floor(random.next() ** 2 * 12), () =>
        random.pick(['backup', 'sso', 'audit', 'support', 'api', 'logs']),
      ),
      price: Math.round(400 + random.next() ** 2 * 19_600) / 100,
      mandate: random.chance(0.2) ? `M${random.int(10_000)}` : null,
      invoiceAddress: `${random.pick(['Main', 'Hill', 'Lake'])} Street ${random.int(200)}, ${wordsOf(random, random.between(1, 4))}`,
      build: version,
      memo: wordsOf(random, 1 + Math.floor(random.next() ** 3 * 70)),
      reference: `${random.pick(['INV', 'INV', 'INV', 'CRN', 'PRO'])}-${random.between(10_000, 99_999)}-${random.int(10)}`,
    },
    outputs: {
      rate: { currency: random.pick(['EUR', 'EUR', 'USD', 'SEK']), factor: random.between(80, 120) / 100 },
      risk: {
        engine: random.pick(['v1', 'v1', 'v1', 'v1', 'v1', 'v2']),
        score: random.int(100),
        token: uuidOf(random),
      },
    },
  }),
};

const transcode: StoreShape = {
  workflow: 'transcode-video',
  last: 'package',
  draw: (random, version, at) => ({
    input: {
      asset: uuidOf(random),
      uploader: `ch_${Math.floor(random.next() ** 2 * 150)}`,
      container: random.pick(['mp4', 'mp4', 'mov', 'mkv']),
      seconds: Math.floor(10 ** (1 + random.next() * 3)),
      tracks: listOf(1 + Math.floor(random.next() ** 2 * 10), track => ({
        kind: track === 0 ? 'video' : 'audio',
        codec: random.pick(['h264', 'vp9', 'av1', 'aac']),
        lang: random.pick(['en', 'fr', 'hi', 'pt']),
      })),
      poster: random.chance(0.3) ? `img_${random.int(9_000)}` : null,
      captions: random.chance(0.5),
      recordedAt: isoOf(at - Math.floor(random.next() ** 2 * 2_000 * dayMs)),
      title: wordsOf(random, random.between(2, 10)),
      description: wordsOf(random, Math.floor(random.next() * 45)),
      encoder: { build: version, preset: random.pick(['fast', 'medium', 'slow']) },
      path: `/${random.pick(['mnt/a', 'mnt/b', 'nfs/old', 'mnt/c'])}/${random.int(30)}/${uuidOf(random)}`,
    },
    outputs: {
      probe: {
        width: random.pick([1280, 1920, 1920, 3840]),
        fps: random.pick([24, 25, 30, 60]),
        streams: random.between(1, 9),
      },
      split: { segments: random.between(2, 60), worker: random.pick(['w1', 'w2', 'w3', 'w4', 'w5', 'w6']) },
    },
  }),
};

function isBetween({ share }: DraftRun, from: number, to: number): boolean {
  return share >= from && share < to;
}

/** Three versions in rollout at the same time, of which the newer ones become more. */
function canaries(share: number, random: Random): string {
  const newest = random.next() < share * 0.5 ? 'b312' : undefined;
  return newest ?? (random.next() < share ? 'b311' : 'b310');
}

/** A version goes out, is taken back and goes out again. */
function backAndForth(share: number, random: Random): string {
  const isOut = isBetween({ share } as DraftRun, 0.3, 0.45) || share > 0.7;
  return isOut && random.chance(0.9) ? 'b320' : 'b312';
}

const without: readonly PlannedStore[] = [
  {
    name: 'three in a hundred renewals fail',
    kind: 'none',
    shape: renewal,
    runs: 1_400,
    days: 6,
    chance: always(0.03),
    since: 'none',
  },
  {
    name: 'a quarter fails, most by day',
    kind: 'none',
    shape: transcode,
    runs: 900,
    days: 5,
    load: 'daily',
    chance: always(0.25),
    since: 'none',
  },
  {
    name: 'two channels have half of the runs, each with a version of its own',
    ...{ kind: 'none', shape: transcode, runs: 1_300, days: 6, chance: always(0.07), since: 'none' },
    edit: run => {
      const place = run.random.int(4);
      if (place < 2)
        Object.assign(run.input, {
          uploader: `ch_big${place}`,
          encoder: { build: `own-${place}`, preset: 'slow' },
        });
    },
  },
  {
    name: 'three versions at the same time',
    kind: 'none',
    shape: renewal,
    runs: 1_800,
    days: 7,
    versions: canaries,
    chance: always(0.06),
    since: 'none',
  },
  {
    name: 'one morning fails for forty minutes',
    ...{ kind: 'none', shape: renewal, runs: 1_500, days: 5, load: 'daily' },
    chance: where(run => run.share * 5 > 2.424 && run.share * 5 < 2.452, 0.85),
  },
  {
    name: 'few videos, of which one in six fails',
    kind: 'none',
    shape: transcode,
    runs: 300,
    days: 4,
    chance: always(0.17),
    since: 'none',
  },
  {
    name: 'many renewals in a growing load',
    kind: 'none',
    shape: renewal,
    runs: 3_000,
    days: 14,
    load: 'growing',
    chance: always(0.02),
    since: 'none',
  },
  {
    name: 'a version goes out twice, and an outage comes with the second time',
    ...{ kind: 'none', shape: transcode, runs: 1_600, days: 5, versions: backAndForth },
    chance: where(run => isBetween(run, 0.72, 0.76), 0.65, 0.03),
    ...{ since: 0.72, until: 0.76 },
  },
  {
    name: 'three bursts at the same time of three days would recur, but at other hours',
    ...{ kind: 'none', shape: renewal, runs: 2_000, days: 6 },
    chance: where(
      run => [1.11, 2.71, 4.42].some(day => run.share * 6 > day && run.share * 6 < day + 0.025),
      0.8,
      0.03,
    ),
  },
  {
    name: 'runs after a failure are in danger for forty minutes',
    ...{ kind: 'none', shape: transcode, runs: 1_700, days: 8 },
    chance: () => {
      let until = 0;
      return run => {
        if (run.at >= until && run.random.chance(0.005)) until = run.at + 40 * 60_000;
        return run.at < until ? 0.5 : 0.03;
      };
    },
  },
];

const caused: readonly PlannedStore[] = [
  {
    name: 'a build on half of the hosts from a time on, as others come and go',
    ...{ kind: 'version', shape: transcode, runs: 1_800, days: 5 },
    versions: (share, random) =>
      share > 0.6 && random.chance(0.5) ? 'b320' : random.pick(['b310', 'b311', 'b312']),
    edit: run => {
      if (run.share > 0.57) run.project = run.random.pick(['shop', 'market', 'studio']);
    },
    chance: where(run => run.version === 'b320', 0.3),
    cause: { words: ['b320'] },
    since: 0.6,
  },
  {
    name: 'a region that fails for nine hours',
    ...{ kind: 'outage', shape: renewal, runs: 2_200, days: 5, versions: canaries },
    edit: run => {
      if (run.random.chance(0.2)) Object.assign(Object(run.input.user), { region: 'R5' });
    },
    chance: where(run => inputOf(run, 'user.region') === 'R5' && isBetween(run, 0.45, 0.525), 0.95, 0.01),
    cause: { words: ['input.user.region=R5'] },
    ...{ since: 0.45, until: 0.525 },
  },
  {
    name: 'each day from twelve to one',
    ...{ kind: 'hour', shape: transcode, runs: 2_000, days: 6, load: 'daily' },
    chance: where(run => hourOf(run) === 12, 0.35),
    cause: { words: ['hour', '12:00'] },
  },
  {
    name: 'videos of more than 3,000 s',
    ...{ kind: 'number', shape: transcode, runs: 1_300, days: 5 },
    chance: where(run => Number(inputOf(run, 'seconds')) > 3_000, 0.55),
    cause: { words: ['input.seconds'], near: 3_000 },
  },
  {
    name: 'recordings that are younger than sixty days',
    ...{ kind: 'age', shape: transcode, runs: 1_600, days: 6 },
    chance: where(run => run.at - Date.parse(String(inputOf(run, 'recordedAt'))) < 60 * dayMs, 0.35),
    cause: { words: ['input.recordedAt'] },
  },
  {
    name: 'more than six addons',
    ...{ kind: 'list length', shape: renewal, runs: 1_500, days: 6, load: 'daily' },
    chance: where(run => Number(inputOf(run, 'addons.length')) > 6, 0.35),
    cause: {
      words: ['input.addons'],
      near: 6,
      without: ['=sso', '=audit', '=api', '=logs', '=backup', '=support'],
    },
  },
  {
    name: 'a description of more than 240 characters',
    ...{ kind: 'text length', shape: transcode, runs: 1_400, days: 5 },
    chance: where(run => String(inputOf(run, 'description')).length > 240, 0.4),
    cause: { words: ['input.description'], near: 240 },
  },
  {
    name: 'an input of more than 14 KB, by its attachments',
    ...{ kind: 'size', shape: renewal, runs: 1_400, days: 5 },
    edit: run => {
      for (const part of ['terms', 'history', 'footer', 'appendix'])
        run.input[part] = 'dolor sit amet '.repeat(Math.floor(run.random.next() ** 2 * 520));
    },
    chance: where(run => JSON.stringify(run.input).length > 14_000, 0.45),
    cause: { words: ['size'] },
  },
  {
    name: 'a wait of more than a second in the queue',
    ...{ kind: 'wait', shape: renewal, runs: 1_700, days: 6 },
    chance: where(run => run.queuedMs > 1_000, 0.3),
    cause: { words: ['wait'] },
  },
  {
    name: 'risks that were judged by another engine',
    ...{ kind: 'step output', shape: renewal, runs: 1_500, days: 6, load: 'daily' },
    chance: where(run => run.outputs.risk?.engine === 'v2', 0.25),
    cause: { words: ['risk', 'engine', 'v2'] },
  },
  {
    name: 'any poster at all',
    ...{ kind: 'not null', shape: transcode, runs: 1_500, days: 6 },
    chance: where(run => inputOf(run, 'poster') !== null, 0.2),
    cause: { words: ['input.poster'], without: ['=img_'] },
  },
  {
    name: 'references of credit notes',
    ...{ kind: 'prefix', shape: renewal, runs: 1_500, days: 6 },
    chance: where(run => String(inputOf(run, 'reference')).startsWith('CRN'), 0.2),
    cause: { words: ['input.reference', 'CRN'] },
  },
];

const hidden: readonly PlannedStore[] = [
  {
    name: 'a word in the middle of the title',
    ...{ kind: 'not compared', shape: transcode, runs: 1_800, days: 6 },
    chance: where(run => /\S lagoon \S/u.test(String(inputOf(run, 'title'))), 0.4),
  },
  {
    name: 'a worker that has run for 36 hours, until it starts anew',
    ...{ kind: 'not compared', shape: renewal, runs: 2_000, days: 7, versions: canaries },
    chance: () => run => (((run.share * 7 * 24) / 39) % 1 > 0.92 ? 0.5 : 0.02),
  },
  {
    name: 'references that end in the same digit as the number of seats',
    ...{ kind: 'not compared', shape: renewal, runs: 1_600, days: 5 },
    chance: where(
      run =>
        String(inputOf(run, 'reference')).at(-1) ===
        String(Number(inputOf(run, 'user.id.length')) + (run.index % 7)).at(-1),
      0.35,
    ),
  },
  {
    name: 'three runs of one uploader within three hours',
    ...{ kind: 'not compared', shape: transcode, runs: 1_600, days: 5, load: 'daily' },
    chance: () => {
      const times = new Map<unknown, number[]>();
      return run => {
        const known = (times.get(run.input.uploader) ?? []).filter(at => run.at - at < 3 * 3_600_000);
        times.set(run.input.uploader, [...known, run.at]);
        return known.length >= 2 ? 0.6 : 0.02;
      };
    },
  },
];

export const secondStores: readonly PlannedStore[] = [...without, ...caused, ...hidden];
