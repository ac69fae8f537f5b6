// A further thread of hubloom: runs the program that the first has read, and then does its share of the work.
import { parentPort, workerData } from 'node:worker_threads'
import { run } from './load.js'

run(workerData).exports.work(parentPort)
