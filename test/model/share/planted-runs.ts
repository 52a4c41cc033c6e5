import { createRandom, type Random } from '../../../src/demo/data/random.ts';
import type { ComparedRun } from '../../../src/model/share/shared-fields.ts';

export type PlantedCause = 'rare' | 'weak' | 'version' | 'tiny' | 'pair' | 'none';

export const plantedCauses: readonly Exclude<PlantedCause, 'none'>[] = [
  'rare',
  'weak',
  'version',
  'tiny',
  'pair',
];

/** What a finding must name, by cause. */
export const plantedValues: Readonly<Record<PlantedCause, readonly string[]>> = {
  rare: ['input.country=IS'],
  weak: ['trigger=webhook'],
  version: ['input.app.version=2.4.1'],
  tiny: ['input.customer=cus_planted'],
  pair: ['input.plan=scale', 'input.shipping.method=express'],
  none: [],
};

export type PlantedRun = ComparedRun & { readonly isFailed: boolean };

const noise = 0.02;
const start = Date.UTC(2026, 2, 1);
const week = 7 * 24 * 3_600_000;

/** Runs of a week, oldest first, of which 2% fail by chance, and more by a cause. */
export function plantRuns(cause: PlantedCause, count: number, seed: number): readonly PlantedRun[] {
  const random = createRandom(seed, [...plantedCauses, 'none'].indexOf(cause));
  return Array.from({ length: count }, (_, index) => plantRun(cause, { index, count, random }));
}

type At = { readonly index: number; readonly count: number; readonly random: Random };

function plantRun(cause: PlantedCause, at: At): PlantedRun {
  const { random } = at;
  const traits = drawTraits(cause, at);
  const isFailed = random.next() < chanceOfFailure(cause, traits);
  return { ...toRun(traits, at), isFailed, status: isFailed ? 'failed' : 'success' };
}

type Traits = ReturnType<typeof drawTraits>;

function drawTraits(cause: PlantedCause, { index, count, random }: At) {
  const share = index / count;
  const isNew = random.next() < (share - 0.8) * 5;
  const isTiny = cause === 'tiny' && index % Math.ceil(count / 6) === 3;
  return {
    trigger: pick(random, ['webhook', 'webhook', 'schedule', 'api', 'cli']),
    plan: pick(random, ['free', 'free', 'team', 'scale']),
    method: pick(random, ['standard', 'pickup', 'express']),
    country: random.next() < 0.005 ? 'IS' : pick(random, countries),
    version: isNew ? '2.4.1' : pick(random, ['2.3.0', '2.3.7']),
    customer: isTiny ? 'cus_planted' : `cus_${Math.floor(random.next() ** 2 * 1_000)}`,
  };
}

function chanceOfFailure(cause: PlantedCause, traits: Traits): number {
  switch (cause) {
    case 'rare':
      return traits.country === 'IS' ? 0.6 : noise;
    case 'weak':
      return traits.trigger === 'webhook' ? 2 * noise : noise;
    case 'version':
      return traits.version === '2.4.1' ? 5 * noise : noise;
    case 'tiny':
      return traits.customer === 'cus_planted' ? 1 : noise;
    case 'pair':
      return traits.plan === 'scale' && traits.method === 'express' ? 0.15 : noise;
    case 'none':
      return noise;
  }
}

const countries = Array.from({ length: 25 }, (_, index) => `C${index}`);
const actors = Array.from({ length: 40 }, (_, index) => `actor-${index}`);
const skus = Array.from({ length: 60 }, (_, index) => `SKU-${index}`);

function toRun(traits: Traits, { index, count, random }: At): ComparedRun {
  const { trigger, plan, method, country, version, customer } = traits;
  const flags = ['beta', 'dark', 'retry-v2', 'gpu'].filter(() => random.next() < 0.3);
  return {
    id: `run_${index}`,
    kind: 'workflow',
    name: 'checkout',
    status: 'success',
    trigger: { type: trigger, label: trigger, raw: `${trigger}:checkout` },
    actor: pick(random, actors),
    project: pick(random, ['shop', 'shop', 'market', 'outlet']),
    createdAt: start + Math.floor((index / count) * week),
    models: [pick(random, ['gpt-5-mini', 'claude-haiku', 'gemini-flash'])],
    services: ['stripe', 'sendgrid', 's3', 'twilio'].filter(() => random.next() < 0.4),
    input: {
      ...{ plan, country, customer, flags },
      email: `user${Math.floor(random.next() * 1e9)}@example.com`,
      total: Math.floor(random.next() * 100_000) / 100,
      items: Array.from({ length: 1 + Math.floor(random.next() * 3) }, () => ({
        sku: pick(random, skus),
        quantity: 1 + Math.floor(random.next() * 4),
      })),
      shipping: { method, isGift: random.next() < 0.1 },
      app: { version, locale: pick(random, ['en', 'de', 'fr', 'ja']) },
      ...(random.next() < 0.1 ? { coupon: pick(random, ['SPRING', 'VIP', 'WELCOME']) } : {}),
    },
    raw: { region: pick(random, ['eu-1', 'eu-2', 'us-1', 'us-2', 'ap-1']), status: 'any' },
  };
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[random.int(items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}
