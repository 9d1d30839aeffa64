using Item2Vec.Benchmarks.Service;

// similar MODEL [IDS]: what a query costs, and the items asked, one a line. recommend MODEL LOG BODIES: how long answers to histories take.
// rules MODEL LOG: what rules cost, and what they change.
return args switch
{
    ["similar", string model, .. string[] ids] => SimilarCost.Run(model, ids.FirstOrDefault()),
    ["recommend", string model, string log, string bodies] => RecommendLatency.Run(model, log, bodies),
    ["rules", string model, string log] => RuleLatency.Run(model, log),
    _ => throw new ArgumentException("similar MODEL [IDS] or recommend MODEL LOG BODIES"),
};
