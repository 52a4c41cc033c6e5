import { WorkflowEntrypoint } from 'cloudflare:workers';
import { NonRetryableError } from 'cloudflare:workflows';

const twice = { retries: { limit: 2, delay: 50, backoff: 'constant' }, timeout: '10 minutes' };
const pause = ms => new Promise(resolve => setTimeout(resolve, ms));

/** One class of many flows: `kind` of its input chooses. */
export class Orders extends WorkflowEntrypoint {
  async run(event, step) {
    const flow = flows[event.payload?.kind ?? 'plain'];
    const customer = await step.do('find customer', async () => ({ name: 'Ada', since: new Date(0) }));
    return flow({ input: event.payload, step, customer, env: this.env, id: event.instanceId });
  }
}

const flows = {
  plain: async ({ step, customer }) => ({
    customer: customer.name,
    paid: await step.do('charge', async () => ({ total: 42, lines: new Map([['tea', 2]]) })),
  }),
  async recovers({ step }) {
    let tries = 0;
    return step.do('charge', twice, async () => {
      tries += 1;
      if (tries < 3) throw new RangeError(`card service answered 50${tries}`);
      return tries;
    });
  },
  async fails({ step }) {
    let tries = 0;
    await step.do('charge', twice, async () => {
      tries += 1;
      throw new TypeError(`card ${4_700 + tries} was refused`);
    });
  },
  async tooSlow({ step }) {
    await step.do('charge', { retries: { limit: 0, delay: 1 }, timeout: 200 }, () => pause(2_000));
  },
  async refused({ step }) {
    await step.do('check address', async () => {
      throw new NonRetryableError('the address is not in the country');
    });
  },
  async caught({ step }) {
    await step
      .do('guess', { ...twice, retries: { limit: 0, delay: 1 } }, async () => {
        throw new Error('no guess');
      })
      .catch(() => undefined);
    await step.do('decide', async () => 'no');
    throw new RangeError('thrown outside of every step');
  },
  async undoes({ step }) {
    await step.do('reserve', async () => 'seat 4', { rollback: async () => undefined });
    await step.do('charge', { retries: { limit: 0, delay: 1 } }, async () => {
      throw new Error('no card');
    });
  },
  async backsOff({ step }) {
    await step.do('charge', { retries: { limit: 3, delay: '1 hour' } }, async () => {
      throw new Error('the card service is away');
    });
  },
  sleeps: async ({ input, step }) => step.sleep('cool down', input.ms ?? 3_600_000),
  waits: async ({ input, step }) =>
    step.waitForEvent('approval of the manager', { type: 'approval', timeout: input.timeout ?? '1 hour' }),
  runs: async ({ step }) => step.do('long work', twice, () => pause(600_000)),
  async parent({ step, env }) {
    const child = await step.do(
      'send parcel',
      async () => (await env.PARCELS.create({ params: { n: 3 } })).id,
    );
    await step.sleep('let it go', 20);
    return { child };
  },
  large: async ({ input, step }) => step.do('copy', async () => input.text),
  parallel: async ({ step }) =>
    Promise.all([1, 2, 3].map(n => step.do(`ask model ${n}`, async () => pause(20 * n).then(() => n)))),
  async pages({ step }) {
    for (let page = 0; page < 3; page += 1) await step.do('page', async () => page);
  },
};

export class Parcels extends WorkflowEntrypoint {
  run(event, step) {
    return step.do('weigh', async () => event.payload.n * 2);
  }
}

export class Pings extends WorkflowEntrypoint {
  async run(event, step) {
    const n = await step.do('ping', async () => event.payload.n);
    if (n % 10 === 0) throw new Error(`no answer to ${n}`);
    return n;
  }
}

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === '/broken') throw new TypeError('the page broke');
    if (pathname === '/order') {
      console.log('an order of', { lines: 2 });
      const { id } = await env.ORDERS.create({ params: { kind: 'plain' } });
      return Response.json({ id });
    }
    if (pathname !== '/batch') return new Response('up');
    const { from, count } = await request.json();
    const batch = Array.from({ length: count }, (_, at) => ({
      id: `ping-${from + at}`,
      params: { n: from + at },
    }));
    return Response.json({ made: (await env.PINGS.createBatch(batch)).length });
  },
};
