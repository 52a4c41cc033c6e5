export type EndListeners = {
  /** Restores the terminal; called before anything is printed and before the process ends. */
  readonly restore: () => void;
  /** Another program sent this process a stop signal, as Ctrl-Z does in a terminal that is not raw. */
  readonly onStop: () => void;
  readonly onContinue: () => void;
  /** Whether a child is using the terminal, so that Ctrl-C and Ctrl-\ are meant for it. */
  readonly isLent: () => boolean;
  readonly reportCrash: (error: unknown) => void;
  readonly exit: (code: number) => void;
};

export type EndWatch = {
  /** Stops this process, or with `group` all that was started with it, until it is continued. */
  readonly stop: (who: 'process' | 'group') => void;
  readonly unwatch: () => void;
};

/** 128 and the signal's number, as shells count. */
const signalExitCodes = { SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGTERM: 143 } as const;

/** A terminal that is gone counts as a hang-up. */
export const hangUpExitCode = signalExitCodes.SIGHUP;

export const interruptExitCode = signalExitCodes.SIGINT;

/** Watches for everything that can end or stop the process. */
export function watchEnds(listeners: EndListeners): EndWatch {
  const endBy = (code: number) => () => {
    listeners.restore();
    listeners.exit(code);
  };
  const endByKey = (code: number) => () => {
    if (!listeners.isLent()) endBy(code)();
  };
  const crash = (error: unknown) => {
    listeners.restore();
    listeners.reportCrash(error);
    listeners.exit(1);
  };
  const watched: readonly (readonly [string, (argument: unknown) => void])[] = [
    ['exit', listeners.restore],
    ['SIGINT', endByKey(signalExitCodes.SIGINT)],
    ['SIGQUIT', endByKey(signalExitCodes.SIGQUIT)],
    ['SIGTERM', endBy(signalExitCodes.SIGTERM)],
    ['SIGHUP', endBy(signalExitCodes.SIGHUP)],
    ['SIGTSTP', listeners.onStop],
    ['SIGCONT', listeners.onContinue],
    ['uncaughtException', crash],
    ['unhandledRejection', crash],
  ];
  for (const [event, listener] of watched) process.on(event, listener);
  return {
    stop: who => {
      // Without a listener the signal has its default effect again, at once.
      process.off('SIGTSTP', listeners.onStop);
      process.kill(who === 'group' ? 0 : process.pid, 'SIGTSTP');
      process.on('SIGTSTP', listeners.onStop);
    },
    unwatch: () => {
      for (const [event, listener] of watched) process.off(event, listener);
    },
  };
}
