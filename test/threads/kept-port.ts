import { workerData as first, parentPort as port } from 'node:worker_threads';
import type { ToThread } from '../../src/async/thread.ts';

/** To a thread that is kept: its store was closed, or it serves another. */
export type ToKept =
  | { readonly type: 'release' }
  | { readonly type: 'serve'; readonly path: unknown; readonly env: NodeJS.ProcessEnv };

type Listener = (message: ToThread<unknown>) => void;

let current: Listener | undefined;

/** In place of the exports of `node:worker_threads`: those of the store that the thread serves now. */
export let workerData: unknown = first;
export const parentPort = {
  on(_: 'message', listener: Listener): void {
    current = listener;
  },
  postMessage(message: unknown, moved?: readonly ArrayBuffer[]): void {
    port?.postMessage(message, moved);
  },
};

const releases: (() => void)[] = [];

/** Lets go of what the thread holds for a store. */
export function atRelease(release: () => void): void {
  releases.push(release);
}

/** `begin` serves the store that `workerData` names. */
export function keepServing(begin: () => void): void {
  port?.on('message', (message: ToThread<unknown> | ToKept) => {
    if (message.type === 'release') {
      current = undefined;
      for (const release of releases) release();
      port?.postMessage({ isReleased: true });
    } else if (message.type === 'serve') {
      workerData = message.path;
      replaceEnvironment(message.env);
      begin();
    } else current?.(message);
  });
  begin();
}

function replaceEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
}
