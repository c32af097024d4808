"""The baselines by scikit-learn, on the splits that it is given: a JSON file in, scores of each split out."""
import json
import sys
import warnings

import numpy
import sklearn
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import r2_score
from sklearn.neural_network import MLPRegressor
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")


def score(settings, train, test):
    (x, y), (a, b) = train, test
    scaler = StandardScaler().fit(x)
    x, a = scaler.transform(x), scaler.transform(a)
    if settings["method"] == "logistic":
        return LogisticRegression(C=settings["c"], max_iter=100000, tol=1e-8).fit(x, y).score(a, b)
    mean, deviation = y.mean(), y.std()
    y, b = (y - mean) / deviation, (b - mean) / deviation
    if settings["method"] == "ridge":
        return r2_score(b, Ridge(alpha=settings["alpha"]).fit(x, y).predict(a))
    return numpy.mean([r2_score(b, MLPRegressor(
        (settings["hidden"],), alpha=settings["alpha"], batch_size=settings["batch"], learning_rate_init=settings["rate"],
        max_iter=settings["epochs"], tol=0, n_iter_no_change=10 ** 9, random_state=seed).fit(x, y).predict(a)) for seed in range(settings["seeds"])])


with open(sys.argv[1]) as file:
    sets = json.load(file)
scores = []
for one in sets:
    x, y, fold = numpy.array(one["x"]), numpy.array(one["y"]), numpy.array(one["fold"])
    scores.append([float(score(one["settings"], (x[fold != split], y[fold != split]), (x[fold == split], y[fold == split]))) for split in range(5)])
print(json.dumps({"version": sklearn.__version__, "scores": scores}))
