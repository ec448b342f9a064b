"""Who helps whom, where and in which language; where the network ends; what could close the gaps."""

from analysis.measures.services.contracts import *
from analysis.measures.services.councils import *
from analysis.measures.services.coverage import *
from analysis.measures.services.directory_pages import *
from analysis.measures.services.network import *
from analysis.measures.services.reporting_routes import *
from analysis.measures.services.safe_accommodation import *
