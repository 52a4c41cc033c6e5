import { lookup } from 'node:dns/promises';
import type { Server } from 'node:http';
import { errorCode, InspectorError } from '../model/errors.ts';

/** Resolves a host name, or an address with or without brackets. Rejects with an `InspectorError`. */
export async function addressOf(host: string): Promise<string> {
  const name = host.replace(/^\[(.*)\]$/, '$1');
  if (name === '') throw noAddress(host);
  try {
    return (await lookup(name)).address;
  } catch (error) {
    throw noAddress(host, error);
  }
}

function noAddress(host: string, cause?: unknown): InspectorError {
  return new InspectorError('usage', `the host "${host}" has no address`, {
    hint: 'give an address of this machine, such as 127.0.0.1 or 0.0.0.0',
    cause,
  });
}

export async function listen(server: Server, address: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => reject(listenError(error, address, port)));
    server.listen(port, address, resolve);
  });
}

function listenError(error: Error, address: string, port: number): InspectorError {
  const code = errorCode(error);
  if (code === 'EADDRINUSE') {
    return new InspectorError('conflict', `port ${port} of ${address} is in use`, {
      hint: 'another server may run there already; or give another --port',
      cause: error,
    });
  }
  const reason = code === 'EACCES' ? 'this user may not use that port' : error.message;
  return new InspectorError('usage', `cannot listen at ${address}, port ${port}: ${reason}`, {
    hint: 'give an address of this machine and a port from 1024 on',
    cause: error,
  });
}

export function urlOf(server: Server, host: string): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  return `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${address.port}`;
}
