import { batchesBehaviour } from './batches.behaviour.js';
import { consumerBehaviour } from './consumer.behaviour.js';
import { firmOutageBehaviour } from './firm-outage.behaviour.js';
import { parkedBehaviour } from './parked.behaviour.js';

consumerBehaviour('memory');
firmOutageBehaviour('memory');
batchesBehaviour('memory');
parkedBehaviour('memory');
