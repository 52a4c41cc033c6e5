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
import { hex, type JsonObject, type ScriptStep } from './run-script.ts';
import { script, step } from './script-edits.ts';

/** An order of a shop: one to four items, a tax rate by country, a charge, a shipment. */
export const order: DrawRun = (random, at, index) => {
  const [id, customer, total] = [idOf(random, 'ord'), idOf(random, 'cus'), amountOf(random, 5, 400)];
  const country = alternate(index, ['DE', 'FR', 'NL', 'ES', 'IT']);
  const items = listOf(alternate(index, [1, 3, 2, 4]), () => ({
    sku: `SKU-${random.between(100, 999)}`,
    quantity: random.between(1, 3),
    price: amountOf(random, 5, 90),
  }));
  const input = {
    ...{ orderId: id, customer, email: emailOf(random), country, total, items },
    ...{ currency: 'EUR', placedAt: isoOf(at - random.int(60_000)) },
    ...sometimes(index, 5, { coupon: alternate(index, ['SPRING', 'VIP10', 'WELCOME']) }),
    ...sometimes(index, 3, { note: wordsOf(random, 5) }),
  };
  return script('checkout', {
    input: shuffled(random, input),
    output: { orderId: id, state: 'placed' },
    services: ['stripe'],
    steps: [
      step(
        'load-customer',
        { customer },
        { customer, tier: alternate(index, ['basic', 'plus']), orders: random.between(0, 60) },
      ),
      step(
        'quote-tax',
        { country, total },
        { rate: 0.2, tax: amountOf(random, 1, 80), source: 'table' },
        { ms: 25 },
      ),
      step(
        'reserve-stock',
        { order: id, items },
        {
          reservation: uuidOf(random),
          warehouse: alternate(index, ['north', 'south']),
          expiresAt: isoOf(at + 900_000),
        },
        sometimesTwice(index),
      ),
      step(
        'charge',
        { order: id, amount: total, currency: 'EUR', key: uuidOf(random) },
        { charge: idOf(random, 'ch'), status: 'succeeded', risk: random.between(1, 60) },
        {
          ms: 180,
          calls: [
            {
              name: 'POST /v1/charges',
              kind: 'http',
              attributes: { 'http.response.status_code': 200, 'service.version': '7.1.4' },
            },
          ],
        },
      ),
      step(
        'create-shipment',
        { order: id, country },
        { tracking: hex(random, 12), carrier: alternate(index, ['DHL', 'UPS']) },
      ),
      step('send-receipt', { to: input.email }, { messageId: uuidOf(random) }),
    ],
  });
};

/** A file of products, in pages of rows with keys that are the same in each run. */
export const importRows: DrawRun = (random, at, index) => {
  const rows = listOf(300, index => productRow(index));
  const file = { name: 'products.csv', etag: hex(random, 32), bytes: 48_210 + random.between(0, 900) };
  return script('import-products', {
    trigger: 'schedule',
    input: { source: 'supplier-a', file, requestedAt: isoOf(at), mode: 'upsert', dryRun: false },
    output: { imported: rows.length },
    steps: [
      step(
        'download',
        { file: file.name },
        { path: `/data/${uuidOf(random)}.csv`, bytes: file.bytes },
        sometimesTwice(index),
      ),
      step(
        'parse',
        { separator: ';', encoding: 'utf-8' },
        { rows, header: ['sku', 'name', 'price', 'vat', 'stock'] },
      ),
      step('validate', { schema: 'product-v3' }, { valid: rows.length, rejected: 0 }),
      ...listOf(3, page =>
        step(
          'write-page',
          { page, cursor: cursorOf(random, page) },
          { written: 100, tookMs: random.between(20, 90) },
        ),
      ),
      step('publish', { index: 'products' }, { alias: `products-${hex(random, 6)}` }),
    ],
  });
};

/** What a row says is the same in each run, but for its stock. */
export function productRow(index: number): JsonObject {
  const sku = `P-${1_000 + index}`;
  return {
    sku,
    name: `product ${index}`,
    price: 5 + ((index * 37) % 200),
    vat: 'standard',
    stock: 20 + (index % 9),
  };
}

/** A campaign to a segment: pages of recipients, three to five of them. */
export const campaign: DrawRun = (random, at, index) => {
  const pages = alternate(index, [3, 4, 5]);
  const send = (page: number): ScriptStep =>
    step(
      'send-page',
      { page, cursor: cursorOf(random, page) },
      { accepted: random.between(80, 100), batch: idOf(random, 'bat') },
      { ms: 70 },
    );
  return script('send-campaign', {
    trigger: 'schedule',
    input: {
      ...{
        campaign: idOf(random, 'cmp'),
        segment: alternate(index, ['active', 'trial', 'lapsed']),
        template: 'spring-news',
      },
      ...{ subject: wordsOf(random, 6), sendAt: isoOf(at + 60_000, '+02:00'), throttle: 50 },
      ...sometimes(index, 5, { preheader: wordsOf(random, 4) }),
    },
    output: { sent: pages * 100 },
    services: ['mailer'],
    steps: [
      step(
        'load-segment',
        { limit: 1_000 },
        { size: random.between(300, 500), query: 'segment-v2', suppressed: random.between(0, 12) },
      ),
      step(
        'render',
        { template: 'spring-news', locale: alternate(index, ['en', 'de', 'fr']) },
        {
          bytes: random.between(8_000, 9_500),
          checksum: hex(random, 16),
          placeholders: ['name', 'unsubscribe'],
        },
      ),
      ...listOf(pages, send),
      step('summarize', { pages }, { openRate: random.between(10, 40) / 100 }),
    ],
  });
};

/** An invoice with 60 lines of a subscription, which are the same each month but for the usage. */
export const invoice: DrawRun = (random, at, index) => {
  const lines = listOf(60, line => ({
    id: `line-${line}`,
    plan: line % 3 === 0 ? 'seat' : 'usage',
    unitPrice: 2 + (line % 7),
    taxCode: 'txcd_10',
    quantity: random.between(1, 900),
  }));
  return script('issue-invoice', {
    trigger: 'schedule',
    input: {
      ...{
        account: idOf(random, 'acc'),
        period: dayOf(at).slice(0, 7),
        currency: alternate(index, ['EUR', 'USD']),
        dueDays: 30,
        lines,
      },
      ...sometimes(index, 4, { purchaseOrder: `PO-${random.between(1_000, 9_999)}` }),
    },
    output: { number: `R-${random.between(10_000, 99_999)}` },
    services: ['ledger', 'mailer'],
    steps: [
      step(
        'load-account',
        { expand: ['address'] },
        {
          balance: amountOf(random, 0, 900),
          taxId: `DE${random.between(10 ** 8, 9 * 10 ** 8)}`,
          status: alternate(index, ['active', 'active', 'trialing']),
        },
      ),
      step('rate-lines', { rules: 'v9' }, { subtotal: amountOf(random, 900, 4_000), discounts: [] }),
      step('tax', { provider: 'local' }, { tax: amountOf(random, 100, 700), rate: 19 }),
      step(
        'post-ledger',
        { book: 'revenue' },
        { entry: uuidOf(random), sequence: random.between(10 ** 5, 10 ** 6) },
      ),
      step('render-pdf', { template: 'invoice-2' }, { pages: random.between(2, 4), sha256: hex(random, 32) }),
      step('mail', { to: emailOf(random) }, { messageId: uuidOf(random) }, sometimesTwice(index)),
    ],
  });
};

/** A webhook of a payment provider. */
export const webhook: DrawRun = (random, at, index) => {
  const [event, object] = [idOf(random, 'evt'), idOf(random, 'pi')];
  const payload = {
    ...{
      id: event,
      type: alternate(index, ['payment.succeeded', 'payment.refunded']),
      apiVersion: '2026-01',
      livemode: true,
    },
    data: shuffled(random, {
      object,
      amount: random.between(100, 90_000),
      currency: 'eur',
      metadata: { order: idOf(random, 'ord') },
      created: Math.floor(at / 1_000),
    }),
    ...sometimes(index, 5, { request: { id: idOf(random, 'req'), idempotencyKey: uuidOf(random) } }),
  };
  return script('handle-payment-event', {
    trigger: 'webhook',
    input: {
      headers: {
        signature: `t=${Math.floor(at / 1_000)},v1=${hex(random, 32)}`,
        'user-agent': 'hooks/1.0',
        'x-delivery': uuidOf(random),
      },
      body: payload,
    },
    output: { handled: true },
    services: ['payments'],
    steps: [
      step('verify', { tolerance: 300 }, { age: random.between(0, 9), scheme: 'v1' }),
      step(
        'load-payment',
        { id: object },
        {
          status: 'succeeded',
          order: idOf(random, 'ord'),
          account: alternate(index, ['main', 'market']),
          capturedAt: isoOf(at, '+00:00'),
        },
      ),
      step('update-order', { event }, { version: random.between(2, 30), previous: 'open' }),
      step('notify', { channel: 'orders' }, { delivered: true }),
    ],
  });
};
