/** `npm run bench`: every benchmark, each beside its rival or limit, as tables. */
import '../bench/size.ts'
import '../bench/hourly-run.ts'
