import { Socket } from 'node:net';
import { buildConnector, type Dispatcher, Pool } from 'undici';

type Connector = buildConnector.connector;

/** A pool whose connections never keep the process alive, even while they wait for a response. */
export function createUnrefPool(origin: string | URL, options: Pool.Options): Dispatcher {
  const { connect = {} } = options;
  return new Pool(origin, {
    ...options,
    connect: unrefConnector(
      typeof connect === 'function' ? connect : buildConnector({ allowH2: false, ...connect }),
    ),
  });
}

function unrefConnector(connect: Connector): Connector {
  return (target, callback) => {
    const opening: unknown = connect(target, (...result) => {
      unref(result[1]);
      callback(...result);
    });
    unref(opening);
  };
}

/** Undici calls `ref` with every request. */
function unref(socket: unknown): void {
  if (!(socket instanceof Socket)) return;
  socket.unref();
  socket.ref = () => socket;
}
