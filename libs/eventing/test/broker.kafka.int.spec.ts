import { brokerBehaviour } from './broker.behaviour.js';
import { openBroker } from './stage.js';

brokerBehaviour('kafka', () => openBroker('kafka'));
