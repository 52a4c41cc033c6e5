import { openRecorder, type RunScope } from '../../src/recorder/recorder.ts';

const minute = 60_000;
const hour = 60 * minute;

/** How much happened: 600 runs in a day, of which five causes make most fail; the rest failed by chance. */
export const incidentRuns = 600;
const spanMs = 24 * hour;

type Night = { readonly now: () => number; readonly pass: (ms: number) => void };

/** One run that is to be recorded: what was known of it before it failed or not. */
type Order = {
  readonly index: number;
  /** Before the end of the night. */
  readonly agoMs: number;
  readonly pick: <T>(values: readonly T[]) => T;
  readonly isIn: (part: number) => boolean;
};

/**
 * Writes a night in which five things went wrong, invented for tests: Brazilian boletos time out, release
 * 2.4.0 breaks invoices without a tax id, the table of November is missing, a warehouse refuses connections,
 * and an import creates users who exist.
 */
export async function writeIncident(location: string, endAt = Date.now()): Promise<void> {
  let clock = endAt - spanMs;
  const recorder = await openRecorder({ location, now: () => clock, onError: () => {} });
  const night: Night = {
    now: () => clock,
    pass: ms => {
      clock += ms;
    },
  };
  const random = createRandom(20_261_130);
  for (let index = 0; index < incidentRuns; index += 1) {
    const agoMs = Math.round((1 - index / incidentRuns) * (spanMs - 2 * minute)) + minute;
    clock = endAt - agoMs;
    const order: Order = {
      index,
      agoMs,
      pick: values => values[Math.floor(random() * values.length)] ?? fail(),
      isIn: part => random() < part,
    };
    const shop = shops[index % shops.length] ?? checkout;
    await shop(recorder, order, night).catch(() => undefined);
  }
  clock = endAt;
  await recorder.close();
}

type Work = (
  recorder: Awaited<ReturnType<typeof openRecorder>>,
  order: Order,
  night: Night,
) => Promise<unknown>;

const checkout: Work = (recorder, { agoMs, pick, isIn, index }, night) => {
  const country = pick(['US', 'US', 'DE', 'FR', 'BR', 'JP']);
  const method = pick(country === 'BR' ? ['boleto', 'boleto', 'card'] : ['card', 'card', 'paypal']);
  const input = { orderId: `ord_${10_000 + index}`, country, method, total: pick([19, 48, 120, 260]) };
  const options = { workflow: 'checkout', input, actor: pick(['ada', 'grace', 'zoe']), project: 'shop' };
  return recorder.run({ ...options, trigger: { type: 'webhook', name: 'cart' } }, async run => {
    await work(run, night, 'reserve-stock', 180);
    const isLate = method === 'boleto' && agoMs < 7 * hour;
    await run.step('charge-card', async step => {
      step.log('info', `charging ${input.total} by ${method}`);
      await step.span(
        'POST pay.example/charges',
        span => {
          night.pass(isLate ? 30_000 : 640);
          span.set({ 'http.request.method': 'POST', 'payment.method': method });
          if (isLate)
            throw new Error('request failed', {
              cause: error('TimeoutError', 'timeout of 30000 ms exceeded'),
            });
          if (isIn(0.02)) throw error('HTTPError', 'HTTP 503: service unavailable');
        },
        { kind: 'http' },
      );
    });
    await work(run, night, 'send-receipt', 320);
    return { paid: true };
  });
};

const invoice: Work = (recorder, { agoMs, pick, isIn, index }, night) => {
  const release = agoMs < 5 * hour && isIn(0.7) ? '2.4.0' : '2.3.9';
  const customer = { id: `cus_${500 + (index % 40)}`, kind: pick(['person', 'company']) };
  const options = {
    workflow: 'invoice-sync',
    input: { customer, release },
    actor: 'system',
    project: 'billing',
  };
  return recorder.run({ ...options, trigger: { type: 'schedule', name: 'hourly' } }, async run => {
    await work(run, night, 'load-customer', 90);
    await run.step('render-pdf', step => {
      night.pass(410);
      step.log('debug', `rendering with ${release}`);
      if (release === '2.4.0')
        throw error('TypeError', "Cannot read properties of undefined (reading 'taxId')");
    });
    await work(run, night, 'upload', 240);
    return { pages: 2 };
  });
};

const report: Work = (recorder, { agoMs, pick }, night) => {
  const options = {
    workflow: 'nightly-report',
    input: { region: pick(['eu', 'us', 'apac']) },
    actor: 'system',
  };
  return recorder.run(
    { ...options, project: 'reports', trigger: { type: 'schedule', name: 'hourly' } },
    async run => {
      await run.step('load-orders', () => {
        night.pass(1_300);
        if (agoMs < 3 * hour) {
          const missing = error('DatabaseError', 'relation "orders_2026_11" does not exist');
          throw Object.assign(missing, { code: '42P01' });
        }
      });
      await work(run, night, 'mail-report', 500);
      return { rows: 120 };
    },
  );
};

const inventory: Work = (recorder, { agoMs, pick, isIn, index }, night) => {
  const warehouse = pick(['warehouse-a', 'warehouse-b', 'warehouse-c']);
  const input = { sku: `sku-${index % 90}`, units: pick([1, 5, 20]) };
  const options = { workflow: 'inventory-sync', input, actor: 'system', project: 'shop' };
  return recorder.run({ ...options, trigger: { type: 'webhook', name: warehouse } }, async run => {
    await run.step(
      'fetch-stock',
      () => {
        night.pass(150);
        if (warehouse === 'warehouse-b' && agoMs < 10 * hour)
          throw Object.assign(error('Error', 'connect ECONNREFUSED 10.0.0.7:8443'), { code: 'ECONNREFUSED' });
        if (isIn(0.02)) throw error('HTTPError', 'HTTP 503: service unavailable');
      },
      { attempts: 3 },
    );
    await work(run, night, 'write-stock', 60);
    return { written: input.units };
  });
};

const signup: Work = (recorder, { agoMs, pick, isIn, index }, night) => {
  const isImport = agoMs < 2 * hour && isIn(0.5);
  const source = isImport ? 'csv-import' : pick(['web', 'mobile', 'invite']);
  const input = { email: `user${index}@mail.example`, source, plan: pick(['free', 'team', 'scale']) };
  const options = {
    workflow: 'signup-pipeline',
    input,
    actor: isImport ? 'importer' : 'web',
    project: 'core',
  };
  return recorder.run(
    { ...options, trigger: isImport ? 'cli' : { type: 'webhook', name: 'signup' } },
    async run => {
      await run.step('create-user', () => {
        night.pass(110);
        if (isImport)
          throw Object.assign(
            error('DatabaseError', 'duplicate key value violates unique constraint "users_email_key"'),
            {
              code: '23505',
            },
          );
      });
      await run.step('send-welcome', () => {
        night.pass(380);
        if (isIn(0.03)) throw error('MailError', `mailbox of ${input.email} is full`);
      });
      return { welcomed: input.email };
    },
  );
};

const shops: readonly Work[] = [checkout, signup, checkout, invoice, inventory, checkout, signup, report];

async function work(run: RunScope, night: Night, step: string, ms: number): Promise<void> {
  await run.step(step, () => night.pass(ms));
}

function error(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function fail(): never {
  throw new Error('nothing to pick from');
}

/** The same numbers from 0 to 1 for the same seed (a linear congruential generator). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
