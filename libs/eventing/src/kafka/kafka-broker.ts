import './lean-producing.js';
import { Kafka } from 'kafkajs';
import type { Broker, BrokerAdmin, ConsumeOptions, Consumption, Producer } from '../broker.js';
import { KafkaAdmin } from './kafka-admin.js';
import { KafkaConsumption } from './kafka-consumption.js';
import { clientConfig, type KafkaOptions } from './kafka-options.js';
import { KafkaProducer } from './kafka-producer.js';
import { quietRequestQueue } from './quiet-request-queue.js';

/** Apache Kafka through kafkajs 2.2.4, the only place that knows it. */
export class KafkaBroker implements Broker {
  readonly #kafka: Kafka;

  constructor(private readonly options: KafkaOptions) {
    quietRequestQueue();
    this.#kafka = new Kafka(clientConfig(options));
  }

  async producer(): Promise<Producer> {
    const producer = new KafkaProducer(this.#kafka);
    await producer.connect();
    return producer;
  }

  async consume(options: ConsumeOptions): Promise<Consumption> {
    const consumption = new KafkaConsumption(this.#kafka, options, this.options);
    await consumption.start();
    return consumption;
  }

  async admin(): Promise<BrokerAdmin> {
    const admin = this.#kafka.admin();
    await admin.connect();
    return new KafkaAdmin(admin);
  }
}
