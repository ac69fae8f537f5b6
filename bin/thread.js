// A further thread of hubloom: runs the program that the first has loaded, and takes its share of the work.
import { parentPort, workerData } from 'node:worker_threads'
import { run } from './load.js'

run(workerData.program).exports.work(workerData.share, parentPort)
