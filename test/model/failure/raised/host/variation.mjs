import { randomBytes, randomUUID } from 'node:crypto';

/** What differs between the variants of a cause. */
export function variation(variant, ports) {
  const index = variant % 5;
  const token = `${randomBytes(7).toString('hex')}Xq`;
  return {
    index,
    token,
    uuid: randomUUID(),
    number: 1000 + Math.floor(Math.random() * 1e6),
    host: ['api.internal', 'db-1.prod.internal', 'eu-west.example.net', '10.2.0.17', 'mail.example.org'][
      index
    ],
    mail: `user${index}${token.slice(0, 3)}@example.${['com', 'org', 'net', 'io', 'dev'][index]}`,
    file: `/tmp/${['uploads', 'var-task', 'jobs', 'work', 'build'][index]}-${token}/${['report', 'orders', 'export', 'q3', 'list'][index]}-${token}.csv`,
    word: ['apple', 'zeppelin', 'quartz', 'mango', 'violet'][index],
    url: path => `http://127.0.0.1:${ports.server}${path}`,
    closedPort: ports.closed + variant,
    ports,
  };
}
