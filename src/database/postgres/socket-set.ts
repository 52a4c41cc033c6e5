import { Socket } from 'node:net';

/** The sockets of some connections, so that they can be closed where the server keeps them open. */
export type SocketSet = {
  readonly create: () => Socket;
  /** Closes what the server has not closed a moment later. Does not keep the process alive by itself. */
  readonly destroySoon: () => void;
  readonly destroyAll: () => void;
};

const goodbyeMs = 500;

export function createSocketSet(): SocketSet {
  const sockets = new Set<Socket>();
  const destroyAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    create() {
      const socket = new Socket();
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
    destroySoon() {
      setTimeout(destroyAll, goodbyeMs).unref();
    },
    destroyAll,
  };
}
