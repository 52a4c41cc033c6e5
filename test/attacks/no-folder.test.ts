import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { builtProgram, homeOf, test } from '../program/workplace.ts';
import { isolatedEnvironment } from '../pty/isolated-environment.ts';
import { someOf } from '../trials.ts';

type Ended = { readonly isKilled: boolean; readonly exitCode: number; readonly printed: string };

/** Far more than a start takes: a loop without an end is what is looked for. */
const timeout = 30_000;

function run(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Promise<Ended> {
  return new Promise(resolve => {
    const options = { env: isolatedEnvironment(env), timeout, killSignal: 'SIGKILL', cwd: '/' } as const;
    execFile(process.execPath, [...argv], options, (error, stdout, stderr) => {
      const exitCode = typeof error?.code === 'number' ? error.code : 0;
      resolve({ isKilled: error?.killed === true, exitCode, printed: stdout + stderr });
    }).stdin?.end();
  });
}

const nowhere = '/proc/1';
const cached = { NODE_COMPILE_CACHE: undefined, NODE_DISABLE_COMPILE_CACHE: undefined };
const ofUser = { XDG_DATA_HOME: undefined, XDG_CONFIG_HOME: undefined, XDG_CACHE_HOME: undefined };

/** A file system that answers ENOENT for each folder that is to be made, although the one above is there. */
(existsSync(nowhere) ? describe.concurrent : describe.skip)(
  'where no folder can be made, and the system says that none is there',
  () => {
    const homes = [
      { XDG_CACHE_HOME: join(nowhere, 'x/y/z') },
      { ...ofUser, HOME: nowhere },
      { XDG_CACHE_HOME: join(nowhere, 'x') },
    ];

    test.for(someOf(homes, 3))('the program starts, without a cache: %j', async (env, { place }) => {
      const ended = await run([builtProgram, '--version'], { ...homeOf(place.folder), ...cached, ...env });
      expect(ended).toMatchObject({ isKilled: false, exitCode: 0 });
      expect(ended.printed).toMatch(/^\d+\.\d+\.\d+\n$/u);
    });

    test.for([
      [
        ['targets', 'use', 'https://runs.example.com'],
        /^runlens: cannot write \/proc\/1\/\.config\/runlens/u,
      ],
      [['demo', '--size', '45'], /signup-pipeline/u],
    ] as const)('a command says what it cannot keep, or does without: %j', async ([argv, said]) => {
      const ended = await run([builtProgram, ...argv], { ...cached, ...ofUser, HOME: nowhere });
      expect(ended.isKilled).toBe(false);
      expect(ended.printed).toMatch(said);
    });

    test.for([
      { location: join(nowhere, 'x/runs.db') },
      { url: 'http://127.0.0.1:9', spoolFolder: join(nowhere, 'x/spool') },
    ])('a recorder says so, and the program goes on: %j', async (options, { place }) => {
      const recorder = new URL('../../src/recorder/recorder.ts', import.meta.url).href;
      const code = `
      import { openRecorder } from ${JSON.stringify(recorder)};
      try {
        const recorder = await openRecorder(${JSON.stringify(options)});
        await recorder.run({ workflow: 'w' }, () => 1);
        await recorder.close();
      } catch (error) { console.log(error.message); }
      console.log('went on');`;
      const ended = await run(['--input-type=module', '-e', code], homeOf(place.folder));
      expect(ended.isKilled).toBe(false);
      expect(ended.printed).toMatch(/\/proc\/1\/x[\s\S]*went on/u);
    });
  },
);
