// A further thread of hubloom: runs the program as the first does, and then does its share of the work.
import { parentPort, workerData } from 'node:worker_threads'
import { read, run } from './load.js'

run(read(workerData)).exports.work(parentPort)
