import { ProblemError } from '../request/problem-error.ts';

export type WatchedAccess = {
  /** Aborts with a `ProblemError` when the client has lost its access. */
  readonly lost: AbortSignal;
  readonly end: () => void;
};

type Watched = {
  readonly isAllowed: () => Promise<boolean>;
  readonly lost: AbortController;
  isChecking: boolean;
};

/** With the second for which a token is cached, a revoked token ends its streams within two seconds. */
export const accessCheckMs = 500;

/** Checks regularly whether the clients of open requests still have access. */
export function createAccessWatch(reportBug: (error: unknown) => void, checkMs: number = accessCheckMs) {
  const open = new Set<Watched>();
  let timer: NodeJS.Timeout | undefined;

  async function check(watched: Watched): Promise<void> {
    if (watched.isChecking) return;
    watched.isChecking = true;
    const isAllowed = await watched.isAllowed().catch(error => {
      reportBug(error);
      return false;
    });
    watched.isChecking = false;
    if (isAllowed || !open.delete(watched)) return;
    const headers = { 'www-authenticate': 'Bearer realm="runlens", error="invalid_token"' };
    const message = 'the token was revoked, or no longer allows this';
    watched.lost.abort(new ProblemError('unauthorized', message, { headers }));
  }

  function checkAll(): void {
    for (const watched of open) void check(watched);
    if (open.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  return {
    /** `isAllowed` rejects for a bug, which ends the request too. */
    add(isAllowed: () => Promise<boolean>) {
      const watched = { isAllowed, lost: new AbortController(), isChecking: false };
      open.add(watched);
      timer ??= setInterval(checkAll, checkMs).unref();
      return { lost: watched.lost.signal, end: () => void open.delete(watched) };
    },
  };
}
