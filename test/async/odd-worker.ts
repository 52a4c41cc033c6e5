import { getCompileCacheDir } from 'node:module';
import { serveThread } from '../../src/async/serve-thread.ts';
import { InspectorError } from '../../src/model/errors.ts';

type Odd = 'plain' | 'cache' | 'deep' | 'function' | 'refused' | 'full' | 'call';
export type OddRequest = { [Type in Odd]: { readonly type: Type } }[Odd];

/** A thread of the tests whose answers are hard to pass on. */
serveThread<OddRequest>(
  path =>
    ({ type }) => {
      switch (type) {
        case 'plain':
          return path;
        case 'cache':
          return getCompileCacheDir();
        case 'deep':
          return JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
        case 'function':
          return () => path;
        case 'refused':
          throw new TypeError('a foreign error');
        case 'full':
        case 'call':
          setImmediate(() => {
            throw Object.assign(new Error('heap'), { code: 'ERR_WORKER_OUT_OF_MEMORY' });
          });
          return new Promise(() => undefined);
      }
    },
  (error, path) => (error instanceof TypeError ? new InspectorError('unreadable', `${path} is odd`) : error),
);
