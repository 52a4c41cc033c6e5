import { once } from 'node:events';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { createRedisClient } from '../../../src/drivers/redis/redis-client.ts';

/** A server that answers every command, but `AUTH`, with `PONG`. */
async function openServer(authAnswer = '+OK') {
  let connections = 0;
  const server = createServer(socket => {
    connections += 1;
    socket.on('error', () => {});
    socket.on('data', bytes => {
      const commands = bytes.toString().match(/^\*\d+\r\n\$\d+\r\n\w+/gm) ?? [];
      for (const command of commands)
        socket.write(/auth$/i.test(command) ? `${authAnswer}\r\n` : '+PONG\r\n');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const location = `redis://127.0.0.1:${port}`;
  const client = createRedisClient({ url: location.replace('//', '//ada:hush@'), location });
  onTestFinished(() => {
    client.close();
    server.close();
  });
  return { client, location, connections: () => connections };
}

it('connects with the first command', async () => {
  const { client, connections } = await openServer();
  expect(connections()).toBe(0);
  expect(await client.send([['ping']])).toEqual(['PONG']);
  expect(connections()).toBe(1);
});

it('connects no more once it is closed', async () => {
  const { client, connections } = await openServer();
  await client.send([['ping']]);
  client.close();
  await expect(client.send([['ping']])).rejects.toMatchObject({ kind: 'conflict', message: /was closed/ });
  expect(connections()).toBe(1);
});

it.each([
  [
    'did not accept the user or the password',
    '-WRONGPASS invalid username-password pair or user is disabled.',
  ],
  [
    'asks for no password',
    '-ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
  ],
])('says that the server %s, and shows the password nowhere', async (words, answer) => {
  const { client, location } = await openServer(answer);
  const error: unknown = await client.send([['ping']]).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ kind: 'auth', message: `${location} ${words}` });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hush');
});

it('says what a server refuses for a reason that nobody foresaw', async () => {
  const { client, location } = await openServer('-MISCONF the data cannot be saved');
  await expect(client.send([['ping']])).rejects.toMatchObject({
    kind: 'unreadable',
    message: `${location} refused a command`,
    hint: 'it says: MISCONF the data cannot be saved',
  });
});

it.each(['ada:50%', 'a%da:hush', ':%zz'])('says that %s in an address is not encoded', async user => {
  const client = createRedisClient({ url: `redis://${user}@127.0.0.1:1`, location: 'redis://127.0.0.1:1' });
  onTestFinished(() => client.close());
  await expect(client.send([['ping']])).rejects.toMatchObject({
    kind: 'usage',
    message: 'the user or the password in the address of redis://127.0.0.1:1 has a "%" that encodes nothing',
    hint: 'write "%" as %25',
  });
});
