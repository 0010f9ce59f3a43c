/** What differs from one broker to the other. */
export interface BrokerAddresses {
  /** Where the listener of clients binds; empty for every interface. */
  readonly bind: string;
  /** Port of clients, inside and outside: a broker tells its clients its address. */
  readonly port: number;
  readonly controllerPort: number;
}

/** Settings of one node that is broker and controller (KRaft); internal topics have one copy, there is but one broker. */
export function brokerSettings(addresses: BrokerAddresses): Readonly<Record<string, string>> {
  const { bind, port, controllerPort } = addresses;
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    listeners: `PLAINTEXT://${bind}:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PLAINTEXT',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    // A firm’s stack may stand still for years; its positions must not be forgotten.
    'offsets.retention.minutes': '5256000',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '4',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    'num.network.threads': '1',
    'num.io.threads': '2',
    'auto.create.topics.enable': 'false',
  };
}

/** As a properties file. */
export const asProperties = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

/** As the environment of the `apache/kafka` image, which turns `KAFKA_NODE_ID` into `node.id`. */
export const asImageEnvironment = (
  settings: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      `KAFKA_${name.toUpperCase().replaceAll('.', '_')}`,
      value,
    ]),
  );
