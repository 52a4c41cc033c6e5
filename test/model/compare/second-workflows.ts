import {
  alternate,
  amountOf,
  cursorOf,
  dayOf,
  emailOf,
  idOf,
  isoOf,
  listOf,
  shuffled,
  sometimes,
  sometimesTwice,
  uuidOf,
  wordsOf,
} from './pair-noise.ts';
import type { DrawRun } from './planted-pairs.ts';
import { hex, type ScriptStep } from './run-script.ts';
import { script, step } from './script-edits.ts';

const categories = ['garden', 'kitchen', 'office', 'toys', 'sports'] as const;

/** The booking of a hotel's room. */
export const booking: DrawRun = (random, at, index) => {
  const stay = {
    hotel: `H-${random.between(10, 99)}`,
    checkIn: isoOf(at + 86_400_000, '+02:00'),
    nights: random.between(1, 14),
    guests: alternate(index, [2, 1, 3, 2, 4]),
  };
  const guest = shuffled(random, {
    name: wordsOf(random, 2),
    email: emailOf(random),
    nationality: alternate(index, ['SE', 'PT', 'IT', 'PL', 'IE', 'GR']),
  });
  return script('book-room', {
    input: {
      ...shuffled(random, {
        requestId: uuidOf(random),
        stay,
        guest,
        channel: alternate(index, ['web', 'app', 'desk']),
      }),
      ...sometimes(index, 5, { loyalty: `L${random.between(10_000, 99_999)}` }),
    },
    output: { confirmation: hex(random, 6) },
    services: ['rates', 'payments'],
    steps: [
      step('availability', stay, {
        state: alternate(index, ['free', 'limited']),
        rooms: random.between(1, 30),
        ratePlan: `RP${random.between(100, 999)}`,
        asOf: isoOf(at),
      }),
      step(
        'quote',
        { currency: 'EUR' },
        {
          total: amountOf(random, 80, 2_400),
          nights: stay.nights,
          breakdown: listOf(stay.nights, night => ({ night, price: amountOf(random, 80, 180) })),
        },
      ),
      step(
        'hold-room',
        { minutes: 15, token: uuidOf(random) },
        { hold: idOf(random, 'hld'), until: isoOf(at + 900_000) },
        { ms: 90 },
      ),
      step(
        'pay',
        { method: 'card', hold: idOf(random, 'hld') },
        { payment: idOf(random, 'pay'), score: random.next() },
        {
          ms: 210,
          calls: [
            {
              name: 'POST /payments',
              kind: 'http',
              attributes: {
                'http.response.status_code': 201,
                'http.response.body.size': random.between(300, 420),
              },
            },
          ],
        },
      ),
      step(
        'confirm',
        { notify: true },
        { version: random.between(1, 4), document: uuidOf(random) },
        sometimesTwice(index),
      ),
      step('mail-guest', { template: 'confirmation' }, { messageId: `<${hex(random, 20)}@mail.test>` }),
    ],
  });
};

/** A catalog of 2,000 entries that is read in pages. */
export const catalogSync: DrawRun = (random, at, index) => {
  const pages = alternate(index, [2, 3, 4]);
  const page = (number: number): ScriptStep =>
    step(
      'fetch-page',
      { cursor: cursorOf(random, number), size: 500 },
      { count: random.between(480, 500), next: cursorOf(random, number + 1), etag: `W/"${hex(random, 10)}"` },
      { ms: 60 },
    );
  return script('sync-catalog', {
    trigger: 'schedule',
    input: {
      since: isoOf(at - 3_600_000),
      options: { full: false, locale: alternate(index, ['de', 'en']), deleteMissing: true },
    },
    output: { changed: random.between(0, 60) },
    steps: [
      step('lock', { name: 'catalog' }, { token: uuidOf(random), ttl: 600 }),
      step(
        'describe',
        { endpoint: '/v3/catalog' },
        { schema: 'v3', entries: 2_000, requestId: hex(random, 16) },
      ),
      ...listOf(pages, page),
      step(
        'merge',
        { strategy: 'newest' },
        {
          entries: listOf(2_000, entry => ({
            sku: `C${entry}`,
            category: categories[entry % 5] ?? 'toys',
            title: `entry ${(entry * 7919) % 5_003}`,
            weight: (entry * 31) % 900,
          })),
          conflicts: random.between(0, 4),
        },
      ),
      step(
        'index',
        { shards: 3 },
        { generation: random.between(3_000, 9_000), tookMs: random.between(600, 900) },
      ),
    ],
  });
};

/** A letter to an audience, made of blocks. */
export const newsletter: DrawRun = (random, at, index) =>
  script('send-newsletter', {
    trigger: 'schedule',
    input: {
      issue: random.between(100, 900),
      audience: alternate(index, ['customers', 'press', 'partners']),
      sendRate: random.between(40, 60),
      from: 'news@shop.test',
      scheduledFor: isoOf(at, '+01:00'),
      preview: wordsOf(random, 8),
    },
    output: { delivered: random.between(800, 1_200) },
    services: ['mailer'],
    steps: [
      step(
        'load-content',
        { draft: false },
        {
          blocks: listOf(5, block => ({
            key: `block-${block}`,
            type: block === 0 ? 'hero' : 'text',
            body: wordsOf(random, 10),
          })),
          attachments: listOf(alternate(index, [2, 3]), () => ({
            id: idOf(random, 'att'),
            bytes: random.between(9_000, 90_000),
          })),
        },
      ),
      step(
        'load-audience',
        { list: 'main' },
        { members: random.between(900, 1_300), snapshot: hex(random, 12) },
      ),
      step('exclude-unsubscribed', { list: 'main' }, { removed: random.between(0, 40) }),
      step(
        'compose',
        { engine: 'mjml' },
        { html: hex(random, 40), text: hex(random, 40), bytes: random.between(30_000, 42_000) },
      ),
      step(
        'deliver',
        { provider: 'mailer', pool: 'a' },
        { batches: random.between(9, 13), job: uuidOf(random) },
        { ms: 500 },
      ),
      step(
        'report',
        { to: 'editors' },
        { url: `https://reports.test/${hex(random, 10)}` },
        sometimesTwice(index),
      ),
    ],
  });

/** Payouts to 120 recipients, who are the same each day; the amounts are not. */
export const payouts: DrawRun = (random, at, index) => {
  const recipients = listOf(120, recipient => ({
    id: `rcp_${recipient}`,
    iban: `DE${(89_370_400 + recipient * 7_919) % 10 ** 8}`,
    method: recipient % 8 === 0 ? 'wire' : 'sepa',
    amount: amountOf(random, 20, 900),
  }));
  return script('pay-out', {
    trigger: 'schedule',
    input: {
      batch: idOf(random, 'bat'),
      day: dayOf(at),
      currency: alternate(index, ['EUR', 'GBP', 'SEK', 'EUR']),
      bank: { country: alternate(index, ['DE', 'AT', 'NL', 'BE', 'FR']), reference: hex(random, 14) },
      recipients,
      ...sometimes(index, 5, { comment: wordsOf(random, 4) }),
    },
    output: { paid: 120 },
    services: ['bank', 'screening'],
    steps: [
      step(
        'load-rules',
        { scope: 'payouts' },
        { version: 'r11', limits: { daily: 250_000, single: 5_000 }, loadedAt: isoOf(at) },
      ),
      step(
        'fx',
        { base: 'EUR' },
        {
          rate: random.between(1_050, 1_150) / 1_000,
          source: alternate(index, ['ecb', 'bank']),
          at: isoOf(at),
        },
      ),
      step(
        'screen',
        { lists: 4 },
        { flagged: random.between(0, 3), case: uuidOf(random) },
        {
          calls: [
            {
              name: 'POST /screen',
              kind: 'http',
              attributes: { 'http.response.status_code': 200, 'service.version': '3.8.0' },
            },
          ],
        },
      ),
      step(
        'transfer',
        { file: `pain-${hex(random, 8)}.xml`, count: 120 },
        { ack: hex(random, 18), settled: random.between(110, 120) },
        { ms: 320 },
      ),
      step('book', { ledger: 'payouts' }, { entry: uuidOf(random), total: amountOf(random, 20_000, 60_000) }),
    ],
  });
};
