import type { RunEvent } from './run-events.ts';
import type { PageOptions, RunInclude, RunStore } from './run-store.ts';
import type { StartIntake } from './starts/start-intake.ts';

/** A batch of a recorder's events. A recorder numbers its batches from 1 and sends one at a time. */
export type IntakeBatch = {
  /** The recorder's unique id: 1 to 100 characters of `A-Z a-z 0-9 _ -`. */
  readonly writer: string;
  readonly sequence: number;
  /** Whether the runs it creates are lost when the writer's heartbeats end. False for imports. */
  readonly isOwner: boolean;
  readonly events: readonly RunEvent[];
};

export type IntakeResult = {
  /** False when this batch or a later one was applied before. Then nothing changed. */
  readonly isNew: boolean;
  readonly refused: readonly { readonly id: string; readonly reason: string }[];
  /** Runs of which nothing was applied: others record them, or they wait to be started. */
  readonly foreign: readonly string[];
};

/** Keeps the keys of writers: whoever has one speaks for its writer, whatever token it sends. */
export interface WriterKeys {
  /** The hash of the writer's key, after `hash` became it where there was none. Both are SHA-256, in hex. */
  keep(writer: string, hash: string): Promise<string>;
}

/** Applies events of remote recorders to runs of their own writer. Rejects with an `InspectorError`. */
export interface RunIntake {
  /** Applies a batch once, in a transaction with its number; durable when it resolves. Also a heartbeat. */
  apply(batch: IntakeBatch): Promise<IntakeResult>;
  /** Heartbeats of writers with active runs. A minute without one, and their runs are lost. */
  heartbeat(writers: readonly string[]): Promise<void>;
  /** By writer, the ids of its active runs whose cancel was requested. */
  cancelRequests(writers: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
}

export const scopes = ['read', 'cancel', 'record', 'write', 'start'] as const;

/** `cancel` includes reading. `write` includes `record`, and begins runs that others start. */
export type Scope = (typeof scopes)[number];

export type Token = {
  /** The public part of the token. */
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: number;
  readonly revokedAt?: number;
};

/** Keeps tokens without their secrets. */
export interface TokenStore {
  /** `hash` is the SHA-256 of the secret, in hex. */
  add(token: Omit<Token, 'createdAt' | 'revokedAt'> & { readonly hash: string }): Promise<void>;
  /** Oldest first, including revoked tokens. */
  list(): Promise<readonly Token[]>;
  find(id: string): Promise<(Token & { readonly hash: string }) | undefined>;
  /** False when there is no such token or it is already revoked. */
  revoke(id: string): Promise<boolean>;
}

/** Rows as the database stores them, with payloads as JSON texts; `database/runs/rows` parses them. */
export type StoredRow = object;

/** `getRun`, `getSteps` and `getTrace` without the parsing, which a server does in another thread. */
export interface StoredReads {
  run(
    id: string,
    options: { readonly include?: RunInclude; readonly signal?: AbortSignal },
  ): Promise<StoredRow | undefined>;
  steps(id: string, options: PageOptions): Promise<StoredRow | undefined>;
  trace(id: string, options: PageOptions): Promise<StoredRow | undefined>;
}

export interface ServedStore {
  readonly store: RunStore;
  readonly stored: StoredReads;
  readonly intake: RunIntake;
  readonly writerKeys: WriterKeys;
  readonly starts: StartIntake;
  readonly tokens: TokenStore;
  /** Queries the database. Rejects with an `InspectorError` when it is unreachable or read-only. */
  check(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
