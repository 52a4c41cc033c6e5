import { constants } from 'node:os';

type EndListeners = {
  /** Restores the terminal; called before anything is printed and before the process ends. */
  readonly restore: () => void;
  /** A stop signal from another program, as Ctrl-Z sends in a terminal that is not raw. */
  readonly onStop: () => void;
  readonly onContinue: () => void;
  /** While a child uses the terminal, Ctrl-C and Ctrl-\ are meant for it. */
  readonly isLent: () => boolean;
  readonly reportCrash: (error: unknown) => void;
  readonly exit: (code: number) => void;
};

export type EndWatch = {
  /**
   * Runs work for which the system stops a background process, such as setting the terminal's modes. With a
   * listener for the signal, the call would be retried without end instead.
   */
  readonly stoppable: (work: () => void) => void;
  /** Stops this process, or with `group` everything started with it, until it is continued. */
  readonly stop: (who: 'process' | 'group') => void;
  readonly unwatch: () => void;
};

/** 128 and the signal's number, as shells count. */
const exitCodeOf = (name: NodeJS.Signals) => 128 + constants.signals[name];

const known = (...names: readonly NodeJS.Signals[]) =>
  names.filter(name => Object.hasOwn(constants.signals, name));

/** Without a listener, each ends the process, or has Node open a port for a debugger (SIGUSR1). */
const endSignals = known(
  ...(['SIGHUP', 'SIGTERM', 'SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGVTALRM', 'SIGXCPU'] as const),
  ...(['SIGIO', 'SIGPWR', 'SIGSTKFLT', 'SIGSYS', 'SIGABRT'] as const),
);

/** The terminal sends these for a key, which may be meant for a child. */
const keySignals = known('SIGINT', 'SIGQUIT');

const stopSignals = known('SIGTSTP', 'SIGTTIN', 'SIGTTOU');

/** A terminal that is gone counts as a hang-up. */
export const hangUpExitCode = exitCodeOf('SIGHUP');

export const interruptExitCode = exitCodeOf('SIGINT');

export function watchEnds(listeners: EndListeners): EndWatch {
  const endBy = (name: NodeJS.Signals) => () => {
    ignoreHangUps();
    listeners.restore();
    listeners.exit(exitCodeOf(name));
  };
  const endByKey = (name: NodeJS.Signals) => () => {
    if (!listeners.isLent()) endBy(name)();
  };
  const crash = (error: unknown) => {
    listeners.restore();
    listeners.reportCrash(error);
    listeners.exit(1);
  };
  const watched: readonly (readonly [string, (argument: unknown) => void])[] = [
    ['exit', listeners.restore],
    ...endSignals.map(name => [name, endBy(name)] as const),
    ...keySignals.map(name => [name, endByKey(name)] as const),
    ...stopSignals.map(name => [name, listeners.onStop] as const),
    ['SIGCONT', listeners.onContinue],
    ['uncaughtException', crash],
    ['unhandledRejection', crash],
  ];
  for (const [event, listener] of watched) process.on(event, listener);
  const stoppable = (work: () => void) => {
    // Without a listener a signal has its default effect again, at once.
    for (const name of stopSignals) process.off(name, listeners.onStop);
    try {
      work();
    } finally {
      for (const name of stopSignals) process.on(name, listeners.onStop);
    }
  };
  return {
    stoppable,
    stop: who => stoppable(() => process.kill(who === 'group' ? 0 : process.pid, 'SIGTSTP')),
    unwatch: () => {
      for (const [event, listener] of watched) process.off(event, listener);
    },
  };
}

/** A closed terminal hangs up more than once: the second signal must not interrupt the work at the end. */
export function ignoreHangUps(): void {
  process.on('SIGHUP', () => {});
}
