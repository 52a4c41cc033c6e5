import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../../recorder/programs/offer-work.ts', import.meta.url));

/** A program that offers the workflow `work`, whose runs take `ms`. */
export type OfferingProgram = {
  readonly child: ChildProcess;
  /** The ids of the runs that began in it. */
  readonly begun: () => readonly string[];
  /** Lets it end its runs and close. */
  readonly end: () => Promise<void>;
};

/** `location`: as `openRecorder` takes it. Resolves when the program has made its offer. */
export async function startOffering(location: string, ms: number): Promise<OfferingProgram> {
  const child = spawn(process.execPath, [file, location, String(ms)], { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  const isOffering = Promise.withResolvers<void>();
  child.stdout.setEncoding('utf8').on('data', text => {
    said += text;
    if (said.includes('offering')) isOffering.resolve();
  });
  child.once('exit', code => isOffering.reject(new Error(`the program ended with ${code}`)));
  await isOffering.promise;
  return {
    child,
    begun: () => said.split('\n').filter(line => line.startsWith('run_')),
    async end() {
      child.stdin.end();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
