export { readAnswer, type TimeStampAnswer } from './timestamp/answer.js';
export { timeStampQuery, type TimeStampQuery } from './timestamp/query.js';
export { verifyTimeStamp, type VerifiedTimeStamp } from './timestamp/verify-stamp.js';
