import { consumerBehaviour } from './consumer.behaviour.js';

consumerBehaviour('memory');
