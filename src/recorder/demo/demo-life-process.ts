import { type DemoLifeOptions, startDemoLife } from './demo-life.ts';

/**
 * The live part of the sample as all that a process does, so that no other program's thread waits for it: until the parent
 * that forked it is gone or disconnects, or a signal asks it to stop. The process can end when this resolves.
 */
export async function runDemoLifeProcess(options: Omit<DemoLifeOptions, 'signal'>): Promise<void> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once('disconnect', stop);
  if (process.send && !process.connected) stop();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  await startDemoLife({ ...options, signal: controller.signal });
  if (process.connected) process.disconnect();
}
