// The services that the tests' server calls; prints the port it listens on.
import http2 from 'node:http2';
import * as restate from '@restatedev/restate-sdk';

const failures = new Map();

/** Fails so many times, each with another message: equal ones are recorded once. */
function failFirst(key, times) {
  const failed = failures.get(key) ?? 0;
  if (failed >= times) return;
  failures.set(key, failed + 1);
  throw new Error(`the carrier is busy (${failed + 1})`);
}

const changed = new Set();

const quickly = { initialRetryInterval: { milliseconds: 40 }, maxRetryAttempts: 6 };

const stock = restate.service({
  name: 'stock',
  handlers: {
    reserve: async (ctx, { sku }) => ({ sku, shelf: await ctx.run('find shelf', () => `shelf of ${sku}`) }),
    audit: async ctx => ctx.run('write audit', () => 'audited'),
  },
});

const order = restate.workflow({
  name: 'order',
  handlers: {
    run: async (ctx, input) => {
      const customer = await ctx.run('load customer', async () => ({ id: input.customer, name: 'Grace' }));
      const parcel = await ctx.run(
        'book carrier',
        async () => {
          failFirst(ctx.key, 2);
          return { parcel: 7 };
        },
        quickly,
      );
      const reserved = await ctx.serviceClient(stock).reserve({ sku: 'tea' });
      ctx.serviceSendClient(stock).audit();
      await ctx.sleep({ milliseconds: 200 }, 'cool down');
      ctx.set('stage', 'pricing');
      const [net, tax] = await restate.RestatePromise.all([
        ctx.run('price net', async () => 40.5),
        ctx.run('price tax', async () => 1.5),
      ]);
      ctx.set('stage', 'done');
      return { customer, ...parcel, reserved, total: net + tax };
    },
    stage: restate.handlers.workflow.shared(async ctx => ctx.get('stage')),
  },
});

/** Succeeds or fails by its input. */
const parcel = restate.service({
  name: 'parcel',
  handlers: {
    ship: async (ctx, { city, boxes }) => {
      const price = await ctx.run('find price', () => (typeof boxes === 'number' ? boxes * 4 : null));
      const booked = await ctx.run('book carrier', () => {
        if (city === 'nowhere') throw new restate.TerminalError(`no carrier goes to ${city}`);
        if (price === null) throw new restate.TerminalError('the price is not a number');
        return { carrier: 'north', label: crypto.randomUUID() };
      });
      return { ...booked, greeting: await ctx.run('greet', () => `hello ${city}`) };
    },
  },
});

/** Says how what is charged ends. */
let door = 'open';
const charge = async (ctx, order) => {
  if (door === 'stuck') await ctx.sleep({ hours: 1 });
  if (door === 'closed') throw new restate.TerminalError('the till is closed');
  return order;
};
const billing = restate.service({
  name: 'billing',
  handlers: {
    bill: charge,
    invoice: async (ctx, order) => charge(ctx, order),
    door: async (_, state) => {
      door = state;
    },
  },
});

const refund = restate.service({
  name: 'refund',
  handlers: {
    pay: async (ctx, amount) => {
      await ctx.run('check amount', () => amount);
      await ctx.run('pay out', () => {
        throw new restate.TerminalError(`no account takes ${amount}\nask the customer`, { errorCode: 422 });
      });
    },
    deny: async () => {
      throw new restate.TerminalError('refunds are closed');
    },
    /** Ends with just that failure, of its own accord. */
    say: async (_, { message, code }) => {
      throw new restate.TerminalError(message, { errorCode: code });
    },
    /** Its step fails like one that was canceled; the invocation goes on until it is canceled itself. */
    clash: async ctx => {
      try {
        await ctx.run('take seat', () => {
          throw new restate.TerminalError('the seat is taken', { errorCode: 409 });
        });
      } catch {
        await ctx.sleep({ hours: 1 });
      }
    },
    shrug: async ctx => {
      await ctx.run('ask around', () => {
        throw new restate.TerminalError('', { errorCode: 418 });
      });
    },
  },
});

const nap = restate.service({
  name: 'nap',
  handlers: {
    sleep: async (ctx, milliseconds) => {
      await ctx.run('lie down', () => true);
      try {
        await ctx.sleep({ milliseconds });
      } catch (error) {
        await ctx.run('make the bed', () => `undone: ${error.message}`);
        throw error;
      }
      return 'rested';
    },
    /** Goes on although it was canceled. */
    stubborn: async (ctx, milliseconds) => {
      try {
        await ctx.sleep({ milliseconds });
      } catch {
        return 'up all the same';
      }
    },
    /** Until the shorter of two timers. */
    doze: async (ctx, milliseconds) =>
      restate.RestatePromise.race([
        ctx.sleep({ milliseconds: 2 * milliseconds }),
        ctx.sleep({ milliseconds }),
      ]),
    /** A step that lasts, so that the invocation is running and waits for nothing. */
    toss: async (ctx, milliseconds) =>
      ctx.run('toss and turn', () => new Promise(resolve => setTimeout(resolve, milliseconds, 'tired'))),
  },
});

const approval = restate.workflow({
  name: 'approval',
  handlers: {
    run: async ctx => {
      await ctx.run('ask the boss', () => 'asked');
      return { approved: await ctx.promise('decision') };
    },
    decide: restate.handlers.workflow.shared(async (ctx, decision) => {
      await ctx.promise('decision').resolve(decision);
    }),
  },
});

/** Cleans up when it is canceled, and is not done before it is allowed to be. */
const tidy = restate.workflow({
  name: 'tidy',
  handlers: {
    run: async ctx => {
      try {
        await ctx.sleep({ hours: 1 });
      } catch (error) {
        await ctx.promise('allowed');
        await ctx.run('put away', () => 'tidy');
        throw error;
      }
    },
    allow: restate.handlers.workflow.shared(async ctx => {
      await ctx.promise('allowed').resolve(true);
    }),
  },
});

const callback = restate.service({
  name: 'callback',
  handlers: {
    wait: async ctx => {
      const { id, promise } = ctx.awakeable();
      await ctx.run('tell the other side', () => id);
      return promise;
    },
    /** Waits for a signal that has a name. */
    hear: async ctx => ctx.signal('approved'),
    hearOrSleep: async (ctx, milliseconds) => ctx.signal('approved').orTimeout({ milliseconds }),
    tell: async (ctx, id) =>
      ctx.invocation(restate.InvocationIdParser.fromString(id)).signal('approved').resolve('yes'),
    refuse: async (ctx, id) =>
      ctx.invocation(restate.InvocationIdParser.fromString(id)).signal('approved').reject('no'),
    /** Waits for whichever of a timer and an answer comes first. */
    waitOrSleep: async (ctx, milliseconds) => {
      const { promise } = ctx.awakeable();
      return restate.RestatePromise.race([promise, ctx.sleep({ milliseconds })]);
    },
  },
});

const family = restate.service({
  name: 'family',
  handlers: {
    parent: async (ctx, { milliseconds }) => ctx.serviceClient(nap).sleep(milliseconds),
    hurry: async (ctx, milliseconds) =>
      ctx.serviceClient(nap).sleep(milliseconds).orTimeout({ milliseconds }),
    follow: async (ctx, id) => ctx.attach(restate.InvocationIdParser.fromString(id)),
    watch: async (ctx, milliseconds) => {
      const { promise } = ctx.awakeable();
      return restate.RestatePromise.race([promise, ctx.serviceClient(nap).sleep(milliseconds)]);
    },
    /** Ends with the first that fails, and leaves the others to themselves. */
    rush: async (ctx, milliseconds) =>
      restate.RestatePromise.all([
        ctx.serviceClient(nap).sleep(milliseconds),
        ctx.serviceClient(nap).toss(300),
        ctx.serviceClient(refund).deny(),
        ctx.sleep({ milliseconds }),
      ]),
    adopt: async ctx => ctx.serviceClient(refund).deny(),
  },
});

const poison = restate.service({
  name: 'poison',
  handlers: {
    go: async (_, what) => {
      throw new Error(`always fails: ${what}`);
    },
    lines: async () => {
      throw new Error('it fails\nfor two reasons');
    },
    /** Its code does something else when it is tried again. */
    change: async ctx => {
      if (changed.has(ctx.request().id.toString())) return ctx.sleep({ hours: 1 });
      changed.add(ctx.request().id.toString());
      await ctx.run('look', () => true);
      throw new Error('this was the old code');
    },
    /** Fails in a step, so that the step has a name. */
    step: async ctx =>
      ctx.run(
        'call supplier',
        () => {
          throw new Error('the supplier is closed');
        },
        { initialRetryInterval: { seconds: 600 }, maxRetryInterval: { seconds: 600 } },
      ),
    shrug: async () => {
      throw new Error('');
    },
    die: restate.handlers.handler(
      {
        retryPolicy: { initialInterval: { milliseconds: 20 }, maxAttempts: 2, onMaxAttempts: 'kill' },
      },
      async ctx => {
        await ctx.run('look', () => true);
        throw new Error('it never works');
      },
    ),
    stopStep: restate.handlers.handler(
      {
        retryPolicy: {
          initialInterval: { milliseconds: 20 },
          maxAttempts: 2,
          onMaxAttempts: 'pause',
        },
      },
      async ctx =>
        ctx.run('call supplier', () => {
          throw new Error('the supplier is closed');
        }),
    ),
    stop: restate.handlers.handler(
      {
        retryPolicy: {
          initialInterval: { milliseconds: 20 },
          maxAttempts: 2,
          onMaxAttempts: 'pause',
        },
      },
      async ctx => {
        await ctx.run('look', () => true);
        throw new Error('it does not work today');
      },
    ),
  },
});

const till = restate.object({
  name: 'till',
  handlers: {
    add: async (ctx, milliseconds) => {
      await ctx.sleep({ milliseconds });
      const count = ((await ctx.get('count')) ?? 0) + 1;
      ctx.set('count', count);
      return count;
    },
    /** As many steps as there are shelves; then it waits, and once more when it is canceled. */
    stocktake: async (ctx, { shelves, milliseconds = 0 }) => {
      for (let first = 0; first < shelves; first += 250) {
        const steps = Array.from({ length: Math.min(250, shelves - first) }, (_, at) =>
          ctx.run(`count shelf ${first + at}`, () => ({ shelf: first + at, jars: 12 })),
        );
        await restate.RestatePromise.all(steps);
      }
      if (milliseconds === 0) return shelves;
      try {
        await ctx.serviceClient(nap).sleep(milliseconds);
      } catch {
        await ctx.sleep({ milliseconds });
      }
    },
    forget: async ctx => {
      ctx.clear('count');
      ctx.clearAll();
      return ctx.stateKeys();
    },
  },
});

const echo = restate.service({
  name: 'echo',
  handlers: {
    say: async (ctx, value) => ctx.run('repeat', () => value),
    nothing: async () => undefined,
    bytes: restate.handlers.handler(
      { input: restate.serde.binary, output: restate.serde.binary, accept: '*/*' },
      async (_, bytes) => bytes,
    ),
    brief: async (_, number) => {
      if (number % 10 === 0) throw new restate.TerminalError(`unlucky ${number}`);
      return { number };
    },
  },
});

const services = [
  stock,
  order,
  parcel,
  billing,
  refund,
  nap,
  approval,
  tidy,
  callback,
  family,
  poison,
  till,
  echo,
];
const server = http2.createServer(restate.createEndpointHandler({ services, logger: () => undefined }));
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
