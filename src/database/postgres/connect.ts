import type pg from 'pg';
import {
  clientConfig as configOf,
  type PoolOptions,
  createPool as poolOf,
  type SocketSet,
} from '../../drivers/postgres/postgres-pool.ts';
import { schemaName } from './postgres-schema.ts';

const searchPath = `${schemaName},public`;

/** A pool that looks for tables in the schema of runlens. */
export function createPool(url: string, options: PoolOptions = {}): pg.Pool {
  return poolOf(url, { ...options, searchPath });
}

/** The same for one connection. */
export function clientConfig(
  url: string,
  options: PoolOptions & { readonly sockets?: SocketSet } = {},
): pg.ClientConfig {
  return configOf(url, { ...options, searchPath });
}
