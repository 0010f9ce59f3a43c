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
    // A drill has the services believe that hours have passed; records from an hour ahead are refused by default.
    'log.message.timestamp.after.max.ms': '31536000000',
  };
}

/** Who may sign in at a broker, and what proves the broker. */
export interface BrokerSecurity {
  /** PEM file of the broker’s key and certificate. */
  readonly keyFile: string;
  /** PEM file of the authority that signed it. */
  readonly caFile: string;
  /** What the broker’s certificate calls it. */
  readonly brokerName: string;
  /** May do everything: makes topics and gives rights. */
  readonly admin: KafkaSignIn;
  /** May do what they are given the right to. */
  readonly users: readonly KafkaSignIn[];
}

/** A user of the broker. */
export interface KafkaSignIn {
  readonly username: string;
  readonly password: string;
}

/**
 * What makes a broker ask for TLS and SCRAM, and refuse what no permission allows. The controller’s listener takes nobody but
 * the broker itself, by its certificate: otherwise it would be a way around the permissions.
 */
export function securitySettings(
  { bind, port, controllerPort }: BrokerAddresses,
  { keyFile, caFile, brokerName, admin }: BrokerSecurity,
): Readonly<Record<string, string>> {
  const { username, password } = admin;
  return {
    listeners: `CLIENTS://${bind}:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `CLIENTS://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'CLIENTS:SASL_SSL,CONTROLLER:SSL',
    'inter.broker.listener.name': 'CLIENTS',
    'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
    'sasl.mechanism.inter.broker.protocol': 'SCRAM-SHA-512',
    'listener.name.clients.scram-sha-512.sasl.jaas.config': `org.apache.kafka.common.security.scram.ScramLoginModule required username="${username}" password="${password}";`,
    'listener.name.controller.ssl.client.auth': 'required',
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': keyFile,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': caFile,
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': `User:${username};User:CN=${brokerName}`,
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
